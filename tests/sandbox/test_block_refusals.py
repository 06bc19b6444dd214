"""Blocks and views Slack does not know, refused with a pointer to the place."""

import pytest

from tests.sandbox.test_block_limits import (
    card,
    chart,
    confirm,
    labelled,
    message,
    rows,
    select,
    view,
)
from tests.sandbox.views import actions, button, home, modal, option, plain, section, text_input

WRONG: dict[str, list[str]] = {
    "an unknown block": message({"type": "nonsense"}),
    "a block without type": message({"text": plain("x")}),
    "a field that is none": message(section(color="red")),
    "an empty text": message(section("")),
    "a section of nothing": message({"type": "section"}),
    "mrkdwn in a button": message(actions({**button(), "text": {"type": "mrkdwn", "text": "x"}})),
    "mrkdwn in a header": message({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
    "emoji with mrkdwn": message(
        section() | {"text": {"type": "mrkdwn", "text": "x", "emoji": True}}
    ),
    "a style that is none": message(actions(button(style="green"))),
    "one block_id twice": message(section(block_id="same"), section(block_id="same")),
    "one action_id twice in a block": message(actions(button("same"), button("same"))),
    "a first choice not offered": message(actions(select(initial_option=option("other")))),
    "no options": message(actions(select(options=[]))),
    "options and groups": message(actions(select(option_groups=[]))),
    "an image from nowhere": message({"type": "image", "alt_text": "x"}),
    "an image without words": message({"type": "image", "image_url": "https://x.io/a.png"}),
    "an unknown file": message({"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}}),
    "an email field in a message": message(labelled({"type": "email_text_input"})),
    "a moment picker on Home": view(home(labelled({"type": "datetimepicker"}))),
    "a button in an input": view(modal(labelled(button()))),
    "inputs and no submit": view({**modal(), "submit": None}),
    "a modal without title": view({**modal(), "title": None}),
    "a table in a modal": view(modal({"type": "table", "rows": rows(1)})),
    "markdown in a modal": view(modal({"type": "markdown", "text": "x"})),
    "a card in a modal": view(modal(card())),
    "a chart in a modal": view(modal(chart())),
    "an alert in a message": message({"type": "alert", "text": plain("x")}),
    "an alert on Home": view(home({"type": "alert", "text": plain("x")})),
    "an empty cell": message({"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}),
    "a category without a point": message(
        chart() | {"chart": chart()["chart"] | {"axis_config": {"categories": ["c0", "c9"]}}}
    ),
    "a date that is none": message(
        actions({"type": "datepicker", "action_id": "d", "initial_date": "tomorrow"})
    ),
    "a least above the most": view(modal(text_input(min_length=9, max_length=3))),
    "flags that are words": view(modal(notify_on_close="yes")),
    "an unknown property of a view": view(modal(colour="red")),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_slack_does_not_know_is_refused_with_a_pointer(what: str) -> None:
    assert WRONG[what]
    assert all("[json-pointer:/" in sentence for sentence in WRONG[what])


def test_a_full_message_and_a_full_modal_pass() -> None:
    everything = [
        {"type": "header", "text": plain("Acme")},
        section(accessory=button("other")),
        {"type": "divider"},
        actions(button(), select(initial_option=option("v1"), confirm=confirm())),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x", "verbatim": True}]},
        {"type": "image", "alt_text": "x", "image_url": "https://x.io/a.png"},
        {"type": "markdown", "text": "**bold**"},
        chart(),
        card(actions=[button("a"), button("b")]),
    ]

    assert message(*everything) == []
    assert view(modal(*everything[:6], text_input(), labelled({"type": "email_text_input"}))) == []


def test_the_same_action_id_may_stand_in_several_blocks() -> None:
    assert message(actions(button(), block_id="a"), actions(button(), block_id="b")) == []
