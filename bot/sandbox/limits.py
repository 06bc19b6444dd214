"""What an app sends to be shown, held against Slack's limits."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.sandbox.block_kit.blocks import CHECKS
from bot.sandbox.block_kit.composition import GROUP, OPTION, plain
from bot.sandbox.block_kit.shapes import Check, Place, anything, flag, items, shape, text
from bot.sandbox.elements import KINDS
from bot.sandbox.entities import Json
from bot.sandbox.state import State

VIEW_BYTES = 250 * 1024
MARKDOWN_CHARACTERS = 12_000
# How many of a kind one message may hold.
MOST_OF_A_KIND = {"table": 1, "data_table": 1, "data_visualization": 2}
ACTIONABLE = {"button", "overflow", *KINDS}

_VIEW: dict[str, Check] = {
    "blocks": anything,
    "private_metadata": text(3000, 0),
    "callback_id": text(255, 0),
    "external_id": text(255, 0),
}
_TITLE = plain(24)
_MODAL = shape(
    {"title": _TITLE, "blocks": anything},
    {
        **_VIEW,
        "submit": _TITLE,
        "close": _TITLE,
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
_HOME = shape({"blocks": anything}, {**_VIEW, "title": _TITLE, "submit": _TITLE, "close": _TITLE})
_ANSWER = shape({}, {"options": items(OPTION, 100, 0), "option_groups": items(GROUP, 100, 0)})


def check_message_blocks(state: State, blocks: Any) -> list[str]:
    """Return what is wrong with a message's blocks, [] when nothing is."""
    place = Place(state, "message", "/blocks")
    wrong = list(CHECKS["message"](blocks, place))
    return wrong or [*_same_block_id(blocks, place), *_too_many_of_a_kind(blocks, place)]


def check_view(state: State, view: Json) -> list[str]:
    """Return what is wrong with a view, [] when nothing is."""
    modal = view["type"] == "modal"
    place = Place(state, "modal" if modal else "home", "/view")
    wrong = list((_MODAL if modal else _HOME)(view, place))
    inside = place.at("blocks")
    wrong += CHECKS[place.surface](view.get("blocks"), inside)
    if wrong:
        return wrong
    wrong += _same_block_id(view["blocks"], inside)
    inputs = any(block["type"] == "input" for block in view["blocks"])
    if modal and inputs and not view.get("submit"):
        wrong.append(place.says("missing required field: submit"))
    return wrong


def check_options(state: State, answer: Json) -> list[str]:
    """Return what is wrong with an app's answer to a select that asked it."""
    place = Place(state, "modal", "")
    wrong = list(_ANSWER(answer, place))
    if not wrong and ("options" in answer) == ("option_groups" in answer):
        wrong.append(place.says("must define either `options` or `option_groups`"))
    return wrong


def _same_block_id(blocks: list[Json], place: Place) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(_all(blocks)):
        block_id = block.get("block_id")
        if block_id in seen:
            yield place.at(index, "block_id").says(f"block_id `{block_id}` already exists")
        if block_id:
            seen.add(block_id)


def _all(blocks: list[Json]) -> Iterator[Json]:
    """Yield every block, those inside others too."""
    for block in blocks:
        yield block
        yield from _all(block.get("child_blocks") or [])
        if block["type"] == "carousel":
            yield from block["elements"]


def _too_many_of_a_kind(blocks: list[Json], place: Place) -> Iterator[str]:
    counts = Counter(block["type"] for block in _all(blocks))
    for kind, most in MOST_OF_A_KIND.items():
        if counts[kind] > most:
            yield place.says(f"no more than {most} {kind} allowed")
    marked = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if marked > MARKDOWN_CHARACTERS:
        yield place.says(f"markdown must be less than {MARKDOWN_CHARACTERS + 1} characters")


def is_too_large(view: Json) -> bool:
    """Say whether a view is above Slack's 250 KB."""
    return len(json.dumps(view).encode()) > VIEW_BYTES


def with_ids(state: State, blocks: list[Json]) -> list[Json]:
    """Return a copy in which every block has a block_id, every element an action_id."""
    copied: list[Json] = json.loads(json.dumps(blocks))
    for block in _all(copied):
        block.setdefault("block_id", state.new_id("b"))
        held = [block.get("element"), block.get("accessory")]
        held += block.get("elements") or []
        held += block.get("actions") or []
        for element in held:
            if isinstance(element, dict) and element.get("type") in ACTIONABLE:
                element.setdefault("action_id", state.new_id("a"))
    return copied
