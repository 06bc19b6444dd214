"""Block Kit parts that are read or pressed, as dicts, cut to Slack's limits.

What people fill in is in ``messages.inputs``.

Source of the numbers: Slack's Block Kit reference.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from messages.audience import Block, View
from messages.ids import pack, unpack
from messages.render import cut, escape, plain

Element = dict[str, Any]

PICTURE = "PICTURE"  # stands for the id of the file that the dispatcher uploads
MAX_SECTION = 3000
MAX_FIELD = 2000
MAX_CONTEXT_ELEMENTS = 10


def plain_text(text: str, limit: int) -> Element:
    """Return a plain_text object of at most ``limit`` characters."""
    return {"type": "plain_text", "text": cut(plain(text), limit) or " ", "emoji": False}


def mrkdwn(text: str, limit: int = MAX_SECTION) -> Element:
    """Return a mrkdwn object; anything but ``Safe`` text is escaped on the way in."""
    return {"type": "mrkdwn", "text": cut(escape(text), limit) or " ", "verbatim": True}


def section(text: str, *, block_id: str | None = None, accessory: Element | None = None) -> Block:
    """Return a section of one text, with an element at its right if given."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return _with_id(block, block_id)


def fields(*texts: str, block_id: str | None = None) -> Block:
    """Return a section of up to ten short texts in two columns."""
    shown = [mrkdwn(text, MAX_FIELD) for text in texts[:10]]
    return _with_id({"type": "section", "fields": shown}, block_id)


def header(text: str) -> Block:
    """Return a header of at most 150 characters."""
    return {"type": "header", "text": plain_text(text, 150)}


def context(*texts: str) -> Block:
    """Return small print of up to ten texts."""
    shown = [mrkdwn(text, MAX_FIELD) for text in texts[:MAX_CONTEXT_ELEMENTS]]
    return {"type": "context", "elements": shown}


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def actions(block_id: str, *elements: Element) -> Block:
    """Return a row of up to 25 buttons or selects."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def picture_block(alt_text: str) -> Block:
    """Return the place of the message's picture; ``alt_text`` says in words what it shows."""
    return {
        "type": "image",
        "slack_file": {"id": PICTURE},
        "alt_text": cut(plain(alt_text), 2000),
    }


def confirm(title: str, text: str, *, yes: str, no: str = "Not yet") -> Element:
    """Return a question that is asked before a button acts."""
    return {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(yes, 30),
        "deny": plain_text(no, 30),
    }


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: str | None = None,
    confirm: Element | None = None,
    url: str | None = None,
) -> Element:
    """Return a button; ``value`` is an opaque id, ``style`` is "primary" or "danger"."""
    element: Element = {
        "type": "button",
        "text": plain_text(text, 75),
        "action_id": action_id,
    }
    given = {"value": value or None, "style": style, "confirm": confirm, "url": url}
    return element | {key: part for key, part in given.items() if part is not None}


def option(text: str, value: str, description: str | None = None) -> Element:
    """Return one choice; ``value`` is an opaque id or a fixed word of at most 150 characters."""
    choice: Element = {"text": plain_text(text, 75), "value": value}
    if description:
        choice["description"] = plain_text(description, 75)
    return choice


def overflow(action_id: str, options: Sequence[Element]) -> Element:
    """Return a "…" menu of at most five choices."""
    return {"type": "overflow", "action_id": action_id, "options": list(options[:5])}


def modal(
    callback_id: str,
    title: str,
    blocks: list[Block],
    *,
    submit: str | None = None,
    close: str = "Cancel",
    private: dict[str, Any] | None = None,
    notify_on_close: bool = False,
) -> dict[str, Any]:
    """Return a modal's payload; ``private`` holds opaque ids and step numbers only."""
    payload: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, 24),
        "close": plain_text(close, 24),
        "blocks": blocks[:100],
        "private_metadata": pack(private or {}),
        "notify_on_close": notify_on_close,
    }
    return payload | ({"submit": plain_text(submit, 24)} if submit else {})


def knowing(view: View, fact: str) -> View:
    """Return a modal that carries one fact more among its ids: ``fact``, a fixed word."""
    known = unpack(view.payload["private_metadata"]) | {fact: True}
    return replace(view, payload={**view.payload, "private_metadata": pack(known)})


def home(blocks: list[Block]) -> dict[str, Any]:
    """Return a Home tab's payload."""
    return {"type": "home", "blocks": blocks[:100]}


def _with_id(block: Block, block_id: str | None) -> Block:
    return block | ({"block_id": block_id} if block_id else {})
