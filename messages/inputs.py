"""Block Kit parts that people fill in, as dicts, cut to Slack's limits.

Source of the numbers: Slack's Block Kit reference.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from messages.audience import Block
from messages.parts import Element, plain_text

MAX_OPTIONS = 100


def select(
    action_id: str,
    options: Sequence[Element],
    *,
    initial: str | None = None,
    placeholder: str = "Choose",
) -> Element:
    """Return a menu of up to 100 choices; ``initial`` is the value chosen at first."""
    return _chosen(
        _choice("static_select", action_id, placeholder) | {"options": list(options[:MAX_OPTIONS])},
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
    element = _choice("external_select", action_id, placeholder) | {"min_query_length": 0}
    return element | ({"initial_option": initial} if initial else {})


def users_select(
    action_id: str, *, initial: str | None = None, placeholder: str = "Choose a person"
) -> Element:
    """Return a menu of people; ``initial`` is a Slack user id."""
    element = _choice("users_select", action_id, placeholder)
    return element | ({"initial_user": initial} if initial else {})


def users_multi_select(
    action_id: str, *, initial: Sequence[str] = (), placeholder: str = "Choose people"
) -> Element:
    """Return a menu of people of which any are chosen; ``initial`` are Slack user ids."""
    element = _choice("multi_users_select", action_id, placeholder)
    return element | ({"initial_users": list(initial)} if initial else {})


def date_input(
    action_id: str, *, initial: date | None = None, placeholder: str = "Choose a date"
) -> Element:
    """Return a calendar."""
    element = _choice("datepicker", action_id, placeholder)
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


def _choice(kind: str, action_id: str, placeholder: str) -> Element:
    """Return an element that shows ``placeholder`` until something is chosen."""
    return {
        "type": kind,
        "action_id": action_id,
        "placeholder": plain_text(placeholder, 150),
    }


def _chosen(element: Element, initial: str | None) -> Element:
    # Slack refuses an initial_option that is not among the options.
    for offered in element["options"]:
        if initial is not None and offered["value"] == initial:
            return element | {"initial_option": offered}
    return element
