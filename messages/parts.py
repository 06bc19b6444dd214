"""Block Kit parts, as dicts, cut to Slack's limits.

Source of the numbers: Slack's Block Kit reference.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from messages.audience import Block
from messages.ids import pack
from messages.render import cut, escape, plain

Element = dict[str, Any]

PICTURE = "PICTURE"  # stands for the id of the file that the dispatcher uploads
MAX_SECTION = 3000
MAX_FIELD = 2000
MAX_CONTEXT_ELEMENTS = 10
MAX_OPTIONS = 100


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


def select(
    action_id: str,
    options: Sequence[Element],
    *,
    initial: str | None = None,
    placeholder: str = "Choose",
) -> Element:
    """Return a menu of up to 100 choices; ``initial`` is the value chosen at first."""
    return _chosen(
        {
            "type": "static_select",
            "action_id": action_id,
            "options": list(options[:MAX_OPTIONS]),
            "placeholder": plain_text(placeholder, 150),
        },
        initial,
    )


def radio(action_id: str, options: Sequence[Element], *, initial: str | None = None) -> Element:
    """Return up to ten choices of which one is taken."""
    element = {"type": "radio_buttons", "action_id": action_id, "options": list(options[:10])}
    return _chosen(element, initial)


def checkboxes(
    action_id: str, options: Sequence[Element], *, initial: Iterable[str] = ()
) -> Element:
    """Return up to ten choices of which any are taken."""
    offered = list(options[:10])
    element: Element = {"type": "checkboxes", "action_id": action_id, "options": offered}
    ticked = [each for each in offered if each["value"] in set(initial)]
    return element | ({"initial_options": ticked} if ticked else {})


def external_select(
    action_id: str, *, initial: Element | None = None, placeholder: str = "Type to search"
) -> Element:
    """Return a menu whose choices the bot is asked for as the person types."""
    element: Element = {
        "type": "external_select",
        "action_id": action_id,
        "min_query_length": 0,
        "placeholder": plain_text(placeholder, 150),
    }
    return element | ({"initial_option": initial} if initial else {})


def users_select(
    action_id: str, *, initial: str | None = None, placeholder: str = "Choose a person"
) -> Element:
    """Return a menu of people; ``initial`` is a Slack user id."""
    element: Element = {
        "type": "users_select",
        "action_id": action_id,
        "placeholder": plain_text(placeholder, 150),
    }
    return element | ({"initial_user": initial} if initial else {})


def users_multi_select(
    action_id: str, *, initial: Sequence[str] = (), placeholder: str = "Choose people"
) -> Element:
    """Return a menu of people of which any are chosen; ``initial`` are Slack user ids."""
    element: Element = {
        "type": "multi_users_select",
        "action_id": action_id,
        "placeholder": plain_text(placeholder, 150),
    }
    return element | ({"initial_users": list(initial)} if initial else {})


def date_input(
    action_id: str, *, initial: date | None = None, placeholder: str = "Choose a date"
) -> Element:
    """Return a calendar."""
    element: Element = {
        "type": "datepicker",
        "action_id": action_id,
        "placeholder": plain_text(placeholder, 150),
    }
    return element | ({"initial_date": initial.isoformat()} if initial else {})


def text_input(
    action_id: str,
    *,
    initial: str = "",
    multiline: bool = False,
    max_length: int = 3000,
    placeholder: str = "",
) -> Element:
    """Return a text field; what is typed longer than ``max_length`` Slack does not take."""
    element: Element = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": max_length,
    }
    if initial:
        element["initial_value"] = initial[:max_length]
    if placeholder:
        element["placeholder"] = plain_text(placeholder, 150)
    return element


def number_input(action_id: str, *, initial: Decimal | None = None) -> Element:
    """Return a field for a number, decimals allowed. In modals only."""
    element: Element = {
        "type": "number_input",
        "action_id": action_id,
        "is_decimal_allowed": True,
    }
    return element | ({"initial_value": f"{initial.normalize():f}"} if initial is not None else {})


def input_block(
    block_id: str,
    label: str,
    element: Element,
    *,
    hint: str | None = None,
    optional: bool = False,
) -> Block:
    """Return a labelled field of a modal; its values come back under ``block_id``."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, 2000),
        "element": element,
        "optional": optional,
    }
    return block | ({"hint": plain_text(hint, 2000)} if hint else {})


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


def home(blocks: list[Block]) -> dict[str, Any]:
    """Return a Home tab's payload."""
    return {"type": "home", "blocks": blocks[:100]}


def _chosen(element: Element, initial: str | None) -> Element:
    # Slack refuses an initial_option that is not among the options.
    for offered in element["options"]:
        if initial is not None and offered["value"] == initial:
            return element | {"initial_option": offered}
    return element


def _with_id(block: Block, block_id: str | None) -> Block:
    return block | ({"block_id": block_id} if block_id else {})
