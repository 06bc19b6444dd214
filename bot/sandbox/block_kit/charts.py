"""Tables and charts: blocks whose parts must fit each other."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.block_kit.composition import ID
from bot.sandbox.block_kit.rich_text import RICH_TEXT, plain_of
from bot.sandbox.block_kit.shapes import (
    Check,
    Place,
    amount,
    by_type,
    flag,
    items,
    one_of,
    shape,
    text,
    whole,
)
from bot.sandbox.entities import Json

TABLE_CHARACTERS = 10_000
CELLS: dict[str, Check] = {
    "raw_text": shape({"text": text(TABLE_CHARACTERS)}),
    "rich_text": RICH_TEXT,
}
NUMBER_CELL: dict[str, Check] = {"raw_number": shape({"value": amount()}, {"text": text(255)})}


def _characters(block: Json, place: Place) -> Iterator[str]:
    """Check that all cells together stay below Slack's limit."""
    cells = [cell for row in block["rows"] for cell in row]
    if sum(len(plain_of(cell)) for cell in cells) > TABLE_CHARACTERS:
        yield place.at("rows").says(f"must be less than {TABLE_CHARACTERS + 1} characters")


def _even(block: Json, place: Place) -> Iterator[str]:
    """Check that all rows have as many cells as the first."""
    for index, row in enumerate(block["rows"]):
        if len(row) != len(block["rows"][0]):
            yield place.at("rows", index).says("must have the same number of cells")


COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})


def _column(value: Any, place: Place) -> Iterator[str]:
    if value is not None:  # null skips a column
        yield from COLUMN(value, place)


TABLE = shape(
    {"rows": items(items(by_type(CELLS), 20), 100)},
    {"block_id": ID, "column_settings": items(_column, 20, 0)},
    _characters,
)
DATA_TABLE = shape(
    {
        "rows": items(items(by_type({**CELLS, **NUMBER_CELL}), 20), 101, 2),
        "caption": text(TABLE_CHARACTERS),
    },
    {
        "block_id": ID,
        "page_size": whole(1, 100),
        "row_header_column_index": whole(0, 19),
    },
    _even,
    _characters,
)


def _every_category(chart: Json, place: Place) -> Iterator[str]:
    """Check that every series has each category once, and a name of its own."""
    categories = chart["axis_config"]["categories"]
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) < len(names):
        yield place.at("series").says("series names must be unique")
    for index, series in enumerate(chart["series"]):
        labels = [point["label"] for point in series["data"]]
        if sorted(labels) != sorted(categories):
            where = place.at("series", index, "data")
            yield where.says("must have exactly one data point per category")


POINT = shape({"label": text(20), "value": amount()})
SERIES = shape({"name": text(20), "data": items(POINT, 20)})
AXES = shape({"categories": items(text(20), 20)}, {"x_label": text(50), "y_label": text(50)})
DRAWN = shape({"series": items(SERIES, 12), "axis_config": AXES}, {}, _every_category)
SEGMENT = shape({"label": text(20), "value": amount(positive=True)})
CHARTS: dict[str, Check] = {
    "line": DRAWN,
    "bar": DRAWN,
    "area": DRAWN,
    "pie": shape({"segments": items(SEGMENT, 12)}),
}
DATA_VISUALIZATION = shape({"title": text(50), "chart": by_type(CHARTS)}, {"block_id": ID})
