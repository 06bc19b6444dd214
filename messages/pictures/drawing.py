"""Draws the pictures. Imported only when one is drawn: see messages.pictures."""

from typing import Any

from messages.pictures.canvas import NAME_SIZE, png, sheet, write
from messages.pictures.goal_bars import draw_bars, height_of_bars
from messages.pictures.health_trend import TREND_INCHES, draw_trend
from messages.pictures.spec import INTERNAL_KINDS, Kind, PictureError, read_bars, read_trend
from messages.render import cut

TITLE_INCHES = 0.5
LONGEST_TITLE = 52


def draw(spec: dict[str, Any]) -> bytes:
    """Return the picture as a PNG. Raises PictureError when it asks for none we know."""
    try:
        kind, data = Kind(spec["kind"]), dict(spec["data"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise PictureError("no such picture") from wrong
    bars = [] if kind is Kind.HEALTH else read_bars(data)
    trend = read_trend(data) if kind in INTERNAL_KINDS else []
    return _draw(str(data.get("title", "")), kind, bars, trend)


def _draw(title: str, kind: Kind, bars: list[Any], trend: list[Any]) -> bytes:
    bars_inches = 0.0 if kind is Kind.HEALTH else height_of_bars(bars)
    trend_inches = TREND_INCHES if kind in INTERNAL_KINDS else 0.0
    height = TITLE_INCHES + bars_inches + trend_inches
    figure = sheet(height)
    heading = figure.add_axes((0.03, 1 - TITLE_INCHES / height, 0.94, TITLE_INCHES / height))
    heading.set_axis_off()
    write(heading, (0, 0.45), cut(title, LONGEST_TITLE), size=NAME_SIZE + 2, bold=True)
    if bars_inches:
        draw_bars(figure, bars, bottom=trend_inches / height, height=bars_inches / height)
    if trend_inches:
        draw_trend(figure, trend, height=trend_inches / height)
    return png(figure)
