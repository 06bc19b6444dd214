"""Interactive elements: what each holds, and how a person's choice becomes its value."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities import Json, Values


class ChoiceError(ValueError):
    """A person cannot type or choose this in the element."""


def _option(element: Json, raw: Any, offered: list[Json]) -> Json:
    """Return the option meant by its value (or by itself)."""
    if isinstance(raw, dict):
        raw = raw.get("value")
    listed = [*element.get("options", []), *offered]
    for group in element.get("option_groups", []):
        listed += group["options"]
    for option in listed:
        if option.get("value") == raw:
            return dict(option)
    raise ChoiceError(f"There is no option {raw!r} in {element.get('action_id')!r}.")


def _options(element: Json, raw: Any, offered: list[Json]) -> list[Json]:
    chosen = [_option(element, one, offered) for one in raw or []]
    return _bounded(element, chosen)


def _bounded(element: Json, chosen: list[Any]) -> list[Any]:
    most = element.get("max_selected_items")
    if most is not None and len(chosen) > most:
        raise ChoiceError(f"Choose at most {most}.")
    return chosen


def _one_option(element: Json, raw: Any, offered: list[Json]) -> Json | None:
    return None if raw in (None, "") else _option(element, raw, offered)


def _text(element: Json, raw: Any, offered: list[Json]) -> str | None:  # noqa: ARG001
    return None if raw in (None, "") else str(raw)


def _ids(element: Json, raw: Any, offered: list[Json]) -> list[str]:  # noqa: ARG001
    return [str(one) for one in _bounded(element, list(raw or []))]


def _moment(element: Json, raw: Any, offered: list[Json]) -> int | None:  # noqa: ARG001
    return None if raw in (None, "") else int(raw)


def _matching(pattern: str, words: str) -> Callable[[Json, Any, list[Json]], str | None]:
    def check(element: Json, raw: Any, offered: list[Json]) -> str | None:
        text = _text(element, raw, offered)
        if text is not None and not re.fullmatch(pattern, text):
            raise ChoiceError(words)
        return text

    return check


def _rich(element: Json, raw: Any, offered: list[Json]) -> Json | None:  # noqa: ARG001
    if raw in (None, ""):
        return None
    if isinstance(raw, dict):
        return raw
    run = {"type": "text", "text": str(raw)}
    section = {"type": "rich_text_section", "elements": [run]}
    return {"type": "rich_text", "elements": [section]}


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of element that holds a value."""

    key: str  # where the value stands in the state
    choose: Callable[[Json, Any, list[Json]], Any]
    initial: str  # where the block names the first value
    many: bool = False


_DATE = _matching(r"\d{4}-\d{2}-\d{2}", "Choose a date.")
_TIME = _matching(r"([01]\d|2[0-3]):[0-5]\d", "Choose a time.")

KINDS = {
    "plain_text_input": Kind("value", _text, "initial_value"),
    "email_text_input": Kind("value", _text, "initial_value"),
    "url_text_input": Kind("value", _text, "initial_value"),
    "number_input": Kind("value", _text, "initial_value"),
    "rich_text_input": Kind("rich_text_value", _rich, "initial_value"),
    "static_select": Kind("selected_option", _one_option, "initial_option"),
    "external_select": Kind("selected_option", _one_option, "initial_option"),
    "radio_buttons": Kind("selected_option", _one_option, "initial_option"),
    "users_select": Kind("selected_user", _text, "initial_user"),
    "conversations_select": Kind("selected_conversation", _text, "initial_conversation"),
    "channels_select": Kind("selected_channel", _text, "initial_channel"),
    "datepicker": Kind("selected_date", _DATE, "initial_date"),
    "timepicker": Kind("selected_time", _TIME, "initial_time"),
    "datetimepicker": Kind("selected_date_time", _moment, "initial_date_time"),
    "checkboxes": Kind("selected_options", _options, "initial_options", many=True),
    "multi_static_select": Kind("selected_options", _options, "initial_options", many=True),
    "multi_external_select": Kind("selected_options", _options, "initial_options", many=True),
    "multi_users_select": Kind("selected_users", _ids, "initial_users", many=True),
    "multi_conversations_select": Kind(
        "selected_conversations", _ids, "initial_conversations", many=True
    ),
    "multi_channels_select": Kind("selected_channels", _ids, "initial_channels", many=True),
    "file_input": Kind("files", _ids, "initial_files", many=True),
}


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every (block, interactive element), in the order they are shown."""
    for block in blocks:
        if block.get("type") in ("card", "carousel", "container"):
            for inner in block.get("elements", []) + block.get("child_blocks", []):
                yield from interactive([inner])
        held = [block.get("element"), block.get("accessory")]
        if block.get("type") in ("actions", "card", "context_actions"):
            held += block.get("elements", []) + block.get("actions", [])
        for element in held:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def find(
    blocks: list[Json], action_id: str, block_id: str | None = None, value: str | None = None
) -> tuple[Json, Json] | None:
    """Return the (block, element) with this action_id, or None."""
    for block, element in interactive(blocks):
        if element["action_id"] != action_id or block_id not in (None, block.get("block_id")):
            continue
        if value is None or value in (element.get("value"), *_values(element)):
            return block, element
    return None


def _values(element: Json) -> list[str]:
    return [str(option.get("value")) for option in element.get("options", [])]


def state_of(element: Json, value: Any) -> Json:
    """Return the element's entry in a state: its type and its value."""
    return {"type": element["type"], KINDS[element["type"]].key: value}


def choose(element: Json, raw: Any, offered: list[Json]) -> Json:
    """Return the element's entry once a person chose ``raw``. Raises ChoiceError."""
    return state_of(element, KINDS[element["type"]].choose(element, raw, offered))


def initial(element: Json) -> Json:
    """Return the element's entry before anyone touched it."""
    kind = KINDS[element["type"]]
    value = element.get(kind.initial)
    return state_of(element, ([] if value is None else value) if kind.many else value)


def first_values(blocks: list[Json], typed: Values | None = None) -> Values:
    """Return the values a newly drawn set of blocks holds.

    What was ``typed`` before survives where block_id, action_id and type are the same.
    """
    values: Values = {}
    for block, element in interactive(blocks):
        if element["type"] not in KINDS:
            continue
        before = (typed or {}).get(block["block_id"], {}).get(element["action_id"])
        keep = before is not None and before["type"] == element["type"]
        entry = before if keep and before else initial(element)
        values.setdefault(block["block_id"], {})[element["action_id"]] = json.loads(
            json.dumps(entry)
        )
    return values
