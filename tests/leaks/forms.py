"""Fills any form of ours as somebody might."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.entities import Json

NUMBERS = {"value", "target", "baseline"}
Words = Callable[[str], str]


def plainly(_block_id: str) -> str:
    return "Some words"


def filled(view: Json, office: Any, words: Words = plainly) -> Json:
    """Return the view with every field given; what was chosen already stays chosen."""
    values: dict[str, dict[str, Json]] = {}
    for block in view.get("blocks", []):
        elements = [block["element"]] if block["type"] == "input" else block.get("elements", [])
        elements = [*elements, *([block["accessory"]] if "accessory" in block else [])]
        for element in elements:
            given = _given(element, block.get("block_id", ""), office, words)
            if given is not None:
                values.setdefault(block["block_id"], {})[element["action_id"]] = given
    return {**view, "state": {"values": values}}


def _given(element: Json, block_id: str, office: Any, words: Words) -> Json | None:  # noqa: PLR0911 - one a kind
    kind = element["type"]
    match kind:
        case "plain_text_input":
            return {"type": kind, "value": _typed(element, block_id, words)}
        case "number_input" | "url_text_input" | "email_text_input":
            return {"type": kind, "value": element.get("initial_value", "5")}
        case "datepicker":
            return {"type": kind, "selected_date": element.get("initial_date", "2027-01-15")}
        case "static_select" | "radio_buttons":
            chosen = element.get("initial_option") or _options(element)[0]
            return {"type": kind, "selected_option": chosen}
        case "external_select":
            partner = str(office.ledgers["a"]["partner"])
            chosen = {"text": {"type": "plain_text", "text": "x"}, "value": partner}
            return {"type": kind, "selected_option": element.get("initial_option", chosen)}
        case "checkboxes" | "multi_static_select":
            return {"type": kind, "selected_options": element.get("initial_options", [])}
        case "users_select":
            return {"type": kind, "selected_user": element.get("initial_user", "U0MEMBER")}
        case _:
            return None


def _typed(element: Json, block_id: str, words: Words) -> str:
    if block_id.rsplit(".", 1)[-1] in NUMBERS:
        return str(element.get("initial_value") or "5")
    said = words(block_id)
    most = element.get("max_length", 3000)
    return said[:most]


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    return [option for group in groups for option in group["options"]]
