"""A white sheet with dark, plain text: what every picture is drawn on."""

import io
from functools import cache

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

WIDTH_INCHES = 6.4
DPI = 200  # 1280 pixels wide: twice what Slack shows, so that text stays sharp
INK = "#1d1c1d"
QUIET = "#52525b"
RULE = "#d4d4d8"
GROUND = "#e9e9ed"
GOOD = "#1f6f5c"
BEHIND = "#b4541a"
FONT = "DejaVu Sans"  # comes with matplotlib, so it is there on every machine
NAME_SIZE = 11.0
WORDS_SIZE = 9.5


def sheet(height_inches: float) -> Figure:
    """Return an empty white sheet."""
    figure = Figure(figsize=(WIDTH_INCHES, height_inches), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """Return the sheet as a PNG file."""
    written = io.BytesIO()
    figure.savefig(written, format="png", facecolor="white")
    return written.getvalue()


def bare(axes: Axes) -> None:
    """Take the frame and the ticks away."""
    axes.set_axis_off()


def write(
    axes: Axes,
    at: tuple[float, float],
    text: str,
    *,
    size: float = WORDS_SIZE,
    color: str = INK,
    bold: bool = False,
    align: str = "left",
    level: str = "center",
) -> None:
    """Write ``text`` as it is: never as a formula, and without glyphs the font lacks."""
    axes.text(
        *at,
        drawable(text),
        fontsize=size,
        color=color,
        fontweight="bold" if bold else "normal",
        family=FONT,
        ha=align,
        va=level,
        parse_math=False,
        clip_on=False,
    )


def drawable(text: str) -> str:
    """Return ``text`` on one line with a small box for each character the font lacks."""
    known = _glyphs()
    return "".join(char if ord(char) in known else "□" for char in " ".join(text.split()))


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())
