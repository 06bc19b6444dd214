"""Goals against pace: one bar a goal, with a line where it was expected by now."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from messages.pictures.canvas import (
    BEHIND,
    GOOD,
    GROUND,
    INK,
    NAME_SIZE,
    QUIET,
    bare,
    write,
)
from messages.pictures.spec import LONGEST_NAME, LONGEST_WORDS, Bar
from messages.render import cut

ROW_INCHES = 0.78
LEGEND_INCHES = 0.34
BAR_THICK = 0.22
NAME_AT, BAR_AT, FIGURES_AT = 0.80, 0.52, 0.22


def height_of_bars(bars: list[Bar]) -> float:
    """Return how many inches the bars and their legend take."""
    return max(len(bars), 1) * ROW_INCHES + LEGEND_INCHES


def draw_bars(figure: Figure, bars: list[Bar], *, bottom: float, height: float) -> None:
    """Draw the bars into that part of the sheet (shares of its height)."""
    axes = figure.add_axes((0.03, bottom, 0.94, height))
    bare(axes)
    axes.set_xlim(0, 1)
    legend = LEGEND_INCHES / ROW_INCHES
    axes.set_ylim(-legend, max(len(bars), 1))
    if not bars:
        write(axes, (0, 0.5), "No agreed goals to show yet.", color=QUIET)
        return
    for row, bar in enumerate(reversed(bars)):
        _draw_bar(axes, row, bar)
    _draw_legend(axes, -legend * 0.45)


def _draw_bar(axes: Axes, row: int, bar: Bar) -> None:
    write(axes, (0, row + NAME_AT), cut(bar.name, LONGEST_NAME), size=NAME_SIZE, bold=True)
    tone = BEHIND if bar.behind else INK
    write(axes, (1, row + NAME_AT), bar.state, size=NAME_SIZE, color=tone, align="right")
    axes.barh(row + BAR_AT, 1, height=BAR_THICK, color=GROUND, linewidth=0)
    if bar.reached is not None:
        reached = min(max(bar.reached, 0.0), 1.0)
        axes.barh(row + BAR_AT, reached, height=BAR_THICK, color=BEHIND if bar.behind else GOOD)
    if bar.expected is not None:
        _draw_marker(axes, min(max(bar.expected, 0.002), 0.998), row + BAR_AT)
    write(axes, (0, row + FIGURES_AT), cut(bar.figures, LONGEST_WORDS), color=QUIET)


def _draw_marker(axes: Axes, x: float, y: float) -> None:
    axes.plot(
        [x, x],
        [y - BAR_THICK * 0.8, y + BAR_THICK * 0.8],
        color=INK,
        linewidth=2.2,
        solid_capstyle="butt",
    )


def _draw_legend(axes: Axes, y: float) -> None:
    axes.barh(y, 0.03, height=BAR_THICK * 0.7, left=0.0, color=GOOD)
    axes.barh(y, 0.03, height=BAR_THICK * 0.7, left=0.035, color=BEHIND)
    write(axes, (0.075, y), "now (orange: behind)", color=QUIET)
    _draw_marker(axes, 0.40, y)
    write(axes, (0.415, y), "expected by then", color=QUIET)
    write(axes, (1, y), "full width: target", color=QUIET, align="right")
