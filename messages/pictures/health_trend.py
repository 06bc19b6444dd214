"""The health trend: one line over the days, with the bands named at its side."""

from datetime import date, timedelta

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from messages.pictures.canvas import (
    GOOD,
    INK,
    NAME_SIZE,
    QUIET,
    RULE,
    WORDS_SIZE,
    bare,
    write,
)
from messages.pictures.spec import Point

TREND_INCHES = 2.3
GREEN_FROM, AMBER_FROM, FULL = 70, 40, 100
_BANDS = (
    (GREEN_FROM, FULL, "green: 70 up"),
    (AMBER_FROM, GREEN_FROM, "amber: 40 to 69"),
    (0, AMBER_FROM, "red: below 40"),
)
_PLOT = (0.05, 0.15, 0.70, 0.66)  # left, bottom, width, height within the panel
MOST_LABELS = 4
_LABEL_ABOVE = 13


def draw_trend(figure: Figure, trend: list[Point], *, height: float) -> None:
    """Draw the trend into the lowest ``height`` (a share) of the sheet."""
    heading = figure.add_axes((0.03, 0, 0.94, height))
    bare(heading)
    heading.set_xlim(0, 1)
    heading.set_ylim(0, 1)
    write(heading, (0, 0.91), "Health, 0 to 100", size=NAME_SIZE, bold=True)
    known = [point for point in trend if point.score is not None]
    if not known:
        write(heading, (0, 0.7), "Not known yet: too few fresh facts to score.", color=QUIET)
        return
    axes = figure.add_axes((_PLOT[0], _PLOT[1] * height, _PLOT[2], _PLOT[3] * height))
    _draw_scale(axes)
    _draw_line(axes, trend)
    _draw_dates(axes, trend[0].on, trend[-1].on)
    newest = known[-1]
    above = (_day(newest.on), float(newest.score or 0) + _LABEL_ABOVE)
    write(axes, above, str(newest.score), size=NAME_SIZE + 1, bold=True, align="center")


def _draw_scale(axes: Axes) -> None:
    bare(axes)
    axes.set_ylim(-4, FULL + 16)
    for low, high, name in _BANDS:
        axes.axhline(low, color=RULE, linewidth=1)
        axes.text(
            1.03,
            (low + high) / 2,
            name,
            transform=axes.get_yaxis_transform(),
            ha="left",
            va="center",
            fontsize=WORDS_SIZE,
            color=QUIET,
        )


def _draw_line(axes: Axes, trend: list[Point]) -> None:
    # A day without a score breaks the line: nothing is drawn that was not known.
    scores = [float("nan") if point.score is None else float(point.score) for point in trend]
    days = [_day(point.on) for point in trend]
    axes.plot(days, scores, color=GOOD, linewidth=2.4, solid_joinstyle="round")
    newest = [(day, score) for day, score in zip(days, scores, strict=True) if score == score]  # noqa: PLR0124
    axes.plot(*newest[-1], marker="o", color=INK, markersize=6)
    edge = max((days[-1] - days[0]) * 0.012, 0.5)
    axes.set_xlim(days[0] - edge, days[-1] + edge)


def _draw_dates(axes: Axes, first: date, last: date) -> None:
    span = (last - first).days
    labels = min(MOST_LABELS, span + 1)
    for step in range(labels):
        on = first + timedelta(days=round(span * step / max(labels - 1, 1)))
        write(
            axes,
            (_day(on), -18),
            f"{on.day} {on:%b}",
            color=QUIET,
            align="center",
        )


def _day(on: date) -> float:
    return float(on.toordinal())
