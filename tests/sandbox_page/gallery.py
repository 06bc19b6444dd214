"""One of each block and element, as a message and as a modal may carry them."""

from typing import Any

from tests.sandbox_page.app import button, field, mrkdwn, option, plain, section

Json = dict[str, Any]

OPTIONS = [option("One"), option("Two")]
POINTS = [{"label": "W1", "value": 3}, {"label": "W2", "value": 5}]
AXIS = {"categories": ["W1", "W2"]}


def chart(kind: str) -> Json:
    drawn: Json = {"type": kind, "series": [{"name": "Won", "data": POINTS}], "axis_config": AXIS}
    if kind == "pie":
        drawn = {"type": "pie", "segments": POINTS}
    return {"type": "data_visualization", "title": kind, "chart": drawn}


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("It is gone then."),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
SELECTS: list[Json] = [
    {"type": "static_select", "action_id": "s1", "options": OPTIONS, "initial_option": OPTIONS[1]},
    {"type": "external_select", "action_id": "s2", "min_query_length": 1},
    {"type": "users_select", "action_id": "s3", "initial_user": "U0BEN"},
    {"type": "conversations_select", "action_id": "s4"},
    {"type": "channels_select", "action_id": "s5"},
    {"type": "overflow", "action_id": "s6", "options": OPTIONS},
    {"type": "datepicker", "action_id": "s7", "initial_date": "2026-03-09"},
    {"type": "timepicker", "action_id": "s8", "initial_time": "09:30"},
    {"type": "datetimepicker", "action_id": "s9", "initial_date_time": 1772643600},
    {"type": "checkboxes", "action_id": "s10", "options": OPTIONS, "initial_options": OPTIONS[:1]},
    {"type": "radio_buttons", "action_id": "s11", "options": OPTIONS},
]
LIST = {
    "type": "rich_text_list",
    "style": "bullet",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0BEN"}]},
    ],
}
MESSAGE: list[Json] = [
    {"type": "header", "text": plain("Everything")},
    section("With *a button*", accessory=button("Press", "press", confirm=CONFIRM)),
    {"type": "section", "fields": [mrkdwn("*Now*\n3"), mrkdwn("*Target*\n5")]},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("as of today")]},
    {"type": "actions", "elements": SELECTS},
    {"type": "rich_text", "elements": [LIST]},
    {"type": "markdown", "text": "## Plan\n- **one**\n- two"},
    {"type": "table", "rows": [[cell("Goal"), cell("Now")], [cell("Won"), cell("3")]]},
    chart("bar"),
    chart("pie"),
]
MODAL: list[Json] = [
    {"type": "alert", "level": "warning", "text": plain("Mind the gap")},
    field("t1", "Text", {"type": "plain_text_input", "max_length": 9, "initial_value": "x"}),
    field("t2", "Long", {"type": "plain_text_input", "multiline": True}, hint=plain("In words")),
    field("t3", "Number", {"type": "number_input", "is_decimal_allowed": False}),
    field("t4", "Email", {"type": "email_text_input"}),
    field("t5", "Link", {"type": "url_text_input"}),
    field("m1", "Options", {"type": "multi_static_select", "options": OPTIONS}),
    field("m2", "People", {"type": "multi_users_select", "initial_users": ["U0BEN"]}),
    field("m3", "Channels", {"type": "multi_channels_select"}, optional=True),
]
