"""The interactive elements, and which block on which surface may hold which."""

from collections.abc import Iterator

from bot.sandbox.block_kit.composition import (
    CONFIRM,
    GROUP,
    ID,
    IMAGE,
    OPTION,
    URL,
    initial_offered,
    offers,
    option,
    plain,
)
from bot.sandbox.block_kit.shapes import (
    Check,
    Place,
    anything,
    flag,
    items,
    matching,
    one_of,
    shape,
    text,
    whole,
)
from bot.sandbox.entities import Json

ACTION: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM}
FOCUS: dict[str, Check] = {"focus_on_load": flag}
MENU: dict[str, Check] = {**ACTION, **FOCUS, "placeholder": plain(150)}
MANY: dict[str, Check] = {**MENU, "max_selected_items": whole(1, 100)}
MARKED = option(marked=True)
DISPATCH = shape(
    {}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)}
)
TYPED: dict[str, Check] = {
    "action_id": ID,
    **FOCUS,
    "placeholder": plain(150),
    "dispatch_action_config": DISPATCH,
}
FILTER = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
CONVERSATION: dict[str, Check] = {"default_to_current_conversation": flag, "filter": FILTER}
RESPONDING: dict[str, Check] = {"response_url_enabled": flag}
IDS = items(ID, 100, 0)
OFFERED: dict[str, Check] = {
    "options": items(OPTION, 100),
    "option_groups": items(GROUP, 100),
}
DATE = matching(r"\d{4}-\d{2}-\d{2}", "must be a date of the form YYYY-MM-DD")
TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "must be a time of the form HH:mm")
MOMENT = whole(1_000_000_000, 9_999_999_999)
NUMBER = matching(r"-?\d+(\.\d+)?", "must be a number in a string")


def _bounds(element: Json, place: Place) -> Iterator[str]:
    """Check that the least is not above the most."""
    least, most = element.get("min_length"), element.get("max_length")
    if least is not None and most is not None and least > most:
        yield place.at("min_length").says("must not be greater than max_length")


ELEMENTS: dict[str, Check] = {
    "button": shape(
        {"text": plain(75)},
        {
            **ACTION,
            "value": text(2000, 0),
            "url": URL,
            "style": one_of("primary", "danger"),
            "accessibility_label": text(75),
        },
    ),
    "overflow": shape({"options": items(option(link=True), 5)}, ACTION),
    "checkboxes": shape(
        {"options": items(MARKED, 10)},
        {**ACTION, **FOCUS, "initial_options": items(MARKED, 10)},
        initial_offered,
    ),
    "radio_buttons": shape(
        {"options": items(MARKED, 10)},
        {**ACTION, **FOCUS, "initial_option": MARKED},
        initial_offered,
    ),
    "static_select": shape({}, {**MENU, **OFFERED, "initial_option": OPTION}, offers),
    "multi_static_select": shape(
        {}, {**MANY, **OFFERED, "initial_options": items(OPTION, 100)}, offers
    ),
    "external_select": shape(
        {}, {**MENU, "initial_option": OPTION, "min_query_length": whole(0, 255)}
    ),
    "multi_external_select": shape(
        {}, {**MANY, "initial_options": items(OPTION, 100), "min_query_length": whole(0, 255)}
    ),
    "users_select": shape({}, {**MENU, "initial_user": ID}),
    "multi_users_select": shape({}, {**MANY, "initial_users": IDS}),
    "conversations_select": shape(
        {}, {**MENU, **CONVERSATION, **RESPONDING, "initial_conversation": ID}
    ),
    "multi_conversations_select": shape({}, {**MANY, **CONVERSATION, "initial_conversations": IDS}),
    "channels_select": shape({}, {**MENU, **RESPONDING, "initial_channel": ID}),
    "multi_channels_select": shape({}, {**MANY, "initial_channels": IDS}),
    "datepicker": shape({}, {**MENU, "initial_date": DATE}),
    "timepicker": shape({}, {**MENU, "initial_time": TIME, "timezone": text(255)}),
    "datetimepicker": shape({}, {**ACTION, **FOCUS, "initial_date_time": MOMENT}),
    "plain_text_input": shape(
        {},
        {
            **TYPED,
            "initial_value": text(3000, 0),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        _bounds,
    ),
    "email_text_input": shape({}, {**TYPED, "initial_value": text(3000)}),
    "url_text_input": shape({}, {**TYPED, "initial_value": text(3000)}),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        {**TYPED, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
    ),
    "rich_text_input": shape({}, {**TYPED, "initial_value": anything}),
    "file_input": shape(
        {}, {"action_id": ID, "filetypes": items(text(20), 100), "max_files": whole(1, 10)}
    ),
    "image": IMAGE,
}

_SELECTS = {
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
}
_CHOICES = {*_SELECTS, "checkboxes", "radio_buttons", "datepicker", "timepicker"}
ACCESSORIES = frozenset({*_CHOICES, "button", "overflow", "image"})
IN_ACTIONS = frozenset({*_CHOICES, "button", "overflow", "datetimepicker", "rich_text_input"})
MODAL_INPUTS = frozenset({"email_text_input", "number_input", "url_text_input", "file_input"})
IN_INPUT = frozenset(
    {*_CHOICES, *MODAL_INPUTS, "datetimepicker", "plain_text_input", "rich_text_input"}
)


def misplaced(kind: str, surface: str) -> bool:
    """Say whether an element has no place on a surface at all."""
    if kind in MODAL_INPUTS:
        return surface != "modal"
    return kind == "datetimepicker" and surface == "home"
