"""The rich_text block: sections, lists, quotes and preformatted text."""

from typing import Any

from bot.sandbox.block_kit.composition import ID, URL
from bot.sandbox.block_kit.shapes import (
    Check,
    anything,
    by_type,
    flag,
    items,
    one_of,
    shape,
    text,
    whole,
)

STYLE = shape(
    {}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), flag)
)
STYLED: dict[str, Check] = {"style": STYLE}
LEAVES: dict[str, Check] = {
    "text": shape({"text": text(40_000)}, STYLED),
    "link": shape({"url": URL}, {**STYLED, "text": text(3000, 0), "unsafe": flag}),
    "user": shape({"user_id": ID}, STYLED),
    "channel": shape({"channel_id": ID}, STYLED),
    "usergroup": shape({"usergroup_id": ID}, STYLED),
    "team": shape({"team_id": ID}, STYLED),
    "emoji": shape({"name": ID}, {**STYLED, "unicode": ID, "skin_tone": whole(1, 6)}),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, STYLED),
    "color": shape({"value": ID}, STYLED),
    "date": shape(
        {"timestamp": whole(0, 9_999_999_999), "format": text(255)},
        {**STYLED, "url": URL, "fallback": text(3000)},
    ),
}
RUNS = items(by_type(LEAVES), 1000, 0)
SECTION = shape({"elements": RUNS})
BORDER: dict[str, Check] = {"border": whole(0, 1)}
PARTS: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_list": shape(
        {
            "elements": items(by_type({"rich_text_section": SECTION}), 1000),
            "style": one_of("bullet", "ordered"),
        },
        {**BORDER, "indent": whole(0, 8), "offset": whole(0, 10_000)},
    ),
    "rich_text_quote": shape({"elements": RUNS}, BORDER),
    "rich_text_preformatted": shape({"elements": RUNS}, {**BORDER, "language": anything}),
}
RICH_TEXT = shape({"elements": items(by_type(PARTS), 1000)}, {"block_id": ID})


def plain_of(value: Any) -> str:
    """Return all the text in a cell or a rich text, run together."""
    if not isinstance(value, dict):
        return ""
    own = str(value.get("text", value.get("value", "")))
    return own + "".join(plain_of(inner) for inner in value.get("elements", []))
