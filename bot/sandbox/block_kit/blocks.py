"""The blocks: what each holds, and on which surface it may stand."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.block_kit.charts import DATA_TABLE, DATA_VISUALIZATION, TABLE
from bot.sandbox.block_kit.composition import ID, IMAGE, URL, picture, plain, uploaded, words
from bot.sandbox.block_kit.elements import (
    ACCESSORIES,
    ELEMENTS,
    IN_ACTIONS,
    IN_INPUT,
    misplaced,
)
from bot.sandbox.block_kit.rich_text import RICH_TEXT
from bot.sandbox.block_kit.shapes import (
    Check,
    Place,
    by_type,
    flag,
    items,
    one_of,
    shape,
    text,
)
from bot.sandbox.entities import Json

NAMED: dict[str, Check] = {"block_id": ID}


def element(allowed: frozenset[str]) -> Check:
    """Return a check for an element of these types, on a surface that has it."""
    known = by_type(ELEMENTS, allowed)

    def check(value: Any, place: Place) -> Iterator[str]:
        if isinstance(value, dict) and misplaced(str(value.get("type")), place.surface):
            yield place.says(f"unsupported type: {value['type']}")
        else:
            yield from known(value, place)

    return check


def _unlike(block: Json, place: Place) -> Iterator[str]:
    """Check that no two elements of one block have the same action_id."""
    seen: set[str] = set()
    for index, one in enumerate(block.get("elements") or block.get("actions") or []):
        action_id = one.get("action_id")
        if action_id in seen:
            where = place.at("elements", index, "action_id")
            yield where.says(f"action_id `{action_id}` already exists")
        if action_id:
            seen.add(action_id)


def _says_something(block: Json, place: Place) -> Iterator[str]:
    if not block.get("text") and not block.get("fields"):
        yield place.says("must define either `text` or `fields`")


def _card_says_something(block: Json, place: Place) -> Iterator[str]:
    if not any(block.get(name) for name in ("hero_image", "title", "actions", "body")):
        yield place.says("must define one of `hero_image`, `title`, `actions`, `body`")


def _titled(block: Json, place: Place) -> Iterator[str]:
    if not block.get("title") and not block.get("rich_text_title"):
        yield place.says("must define either `title` or `rich_text_title`")


def _in_context(value: Any, place: Place) -> Iterator[str]:
    """Check a context's element: a text, or a small image."""
    image = isinstance(value, dict) and value.get("type") == "image"
    yield from (IMAGE if image else words(3000))(value, place)


CARD = shape(
    {},
    {
        **NAMED,
        "hero_image": by_type({"image": IMAGE}),
        "icon": by_type({"image": IMAGE}),
        "title": words(150),
        "subtitle": words(150),
        "body": words(200),
        "actions": items(element(frozenset({"button"})), 3),
    },
    _card_says_something,
    _unlike,
)
SIMPLE: dict[str, Check] = {
    "divider": shape({}, NAMED),
    "header": shape({"text": plain(150)}, NAMED),
    "section": shape(
        {},
        {
            **NAMED,
            "text": words(3000),
            "fields": items(words(2000), 10),
            "accessory": element(ACCESSORIES),
            "expand": flag,
        },
        _says_something,
    ),
    "context": shape({"elements": items(_in_context, 10)}, NAMED),
    "actions": shape({"elements": items(element(IN_ACTIONS), 25)}, NAMED, _unlike),
    "input": shape(
        {"label": plain(2000), "element": element(IN_INPUT)},
        {**NAMED, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "image": shape(
        {"alt_text": text(2000)},
        {**NAMED, "image_url": URL, "slack_file": uploaded, "title": plain(2000)},
        picture,
    ),
    "rich_text": RICH_TEXT,
    "table": TABLE,
}
CONTAINER = shape(
    {"child_blocks": items(by_type(SIMPLE), 10)},
    {
        **NAMED,
        "title": plain(150),
        "rich_text_title": by_type({"rich_text": RICH_TEXT}),
        "subtitle": words(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": by_type({"image": IMAGE}),
        "is_collapsible": flag,
        "default_collapsed": flag,
        "has_header_divider": flag,
    },
    _titled,
)
BLOCKS: dict[str, Check] = {
    **SIMPLE,
    "markdown": shape({"text": text(12_000)}, NAMED),
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "alert": shape(
        {"text": words(200)},
        {**NAMED, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": CARD,
    "carousel": shape({"elements": items(by_type({"card": CARD}), 10)}, NAMED),
    "container": CONTAINER,
}

_EVERYWHERE = frozenset(SIMPLE) - {"table"}
ON_SURFACE = {
    "message": frozenset(BLOCKS) - {"alert"},
    "modal": _EVERYWHERE | {"alert"},
    "home": _EVERYWHERE | {"data_visualization", "card", "carousel", "container"},
}
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
CHECKS: dict[str, Check] = {
    surface: items(by_type(BLOCKS, kinds), MOST_BLOCKS[surface], 0)
    for surface, kinds in ON_SURFACE.items()
}
