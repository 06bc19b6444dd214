"""What people type and choose, element by element."""

from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from bot.sandbox.entities import Json
from tests.sandbox.test_modals import open_one
from tests.sandbox.views import modal, option, plain, section, text_input

GROUPED = [{"label": plain("Ours"), "options": [option("one"), option("two")]}]
CHOICES = [
    ("plain_text_input", {}, "because", {"value": "because"}),
    ("number_input", {"is_decimal_allowed": True}, 2.5, {"value": "2.5"}),
    ("static_select", {"option_groups": GROUPED}, "two", {"selected_option": option("two")}),
    ("static_select", {"options": [option("one")]}, None, {"selected_option": None}),
    ("radio_buttons", {"options": [option("one")]}, "one", {"selected_option": option("one")}),
    ("users_select", {}, "U0BEN", {"selected_user": "U0BEN"}),
    ("channels_select", {}, "C0INT", {"selected_channel": "C0INT"}),
    ("datepicker", {}, "2026-03-09", {"selected_date": "2026-03-09"}),
    ("timepicker", {}, "09:00", {"selected_time": "09:00"}),
    ("datetimepicker", {}, 1_772_000_000, {"selected_date_time": 1_772_000_000}),
    ("checkboxes", {"options": [option("one")]}, ["one"], {"selected_options": [option("one")]}),
    ("checkboxes", {"options": [option("one")]}, [], {"selected_options": []}),
    ("multi_users_select", {}, ["U0BEN"], {"selected_users": ["U0BEN"]}),
    ("file_input", {}, ["F1"], {"files": ["F1"]}),
]
IDS = [f"{kind} {raw}" for kind, _, raw, _ in CHOICES]
WRONG = [
    ("static_select", {"options": [option("one")]}, "nine"),
    ("datepicker", {}, "tomorrow"),
    ("timepicker", {}, "25:00"),
    ("datetimepicker", {}, "soon"),
    ("multi_users_select", {"max_selected_items": 1}, ["U0BEN", "U0NADIA"]),
]


def one_input(kind: str, more: Json) -> Json:
    element = {"type": kind, "action_id": "chosen", **more}
    return {"type": "input", "block_id": "in", "label": plain("Choose"), "element": element}


@pytest.mark.parametrize(("kind", "more", "raw", "held"), CHOICES, ids=IDS)
def test_a_choice_is_held_as_slack_holds_it(
    kind: str, more: Json, raw: Any, held: Json, client: WebClient, sandbox: Sandbox
) -> None:
    view = open_one(sandbox, client, modal(one_input(kind, more)))

    assert sandbox.acts.fill("U0NADIA", view, "in", "chosen", raw).ok
    assert view.values["in"]["chosen"] == {"type": kind, **held}


@pytest.mark.parametrize(("kind", "more", "raw"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_not_offered_cannot_be_chosen(
    kind: str, more: Json, raw: Any, client: WebClient, sandbox: Sandbox
) -> None:
    view = open_one(sandbox, client, modal(one_input(kind, more)))

    assert not sandbox.acts.fill("U0NADIA", view, "in", "chosen", raw).ok


def test_what_is_typed_as_rich_text_is_a_block(client: WebClient, sandbox: Sandbox) -> None:
    view = open_one(sandbox, client, modal(one_input("rich_text_input", {})))

    sandbox.acts.fill("U0NADIA", view, "in", "chosen", "hello")

    typed = view.values["in"]["chosen"]["rich_text_value"]
    assert typed["elements"][0]["elements"] == [{"type": "text", "text": "hello"}]


@pytest.mark.parametrize(
    ("kind", "more", "raw", "said"),
    [
        ("email_text_input", {}, "nobody", "Please enter a valid email address."),
        ("url_text_input", {}, "example", "Please enter a valid URL."),
        ("plain_text_input", {"max_length": 3}, "four", "Please enter at most 3 characters."),
        (
            "number_input",
            {"is_decimal_allowed": False, "min_value": "1"},
            "0",
            "Please enter a number of at least 1.",
        ),
        (
            "number_input",
            {"is_decimal_allowed": True, "max_value": "9"},
            "9.5",
            "Please enter a number of at most 9.",
        ),
    ],
)
def test_slack_itself_refuses_what_does_not_fit(
    kind: str, more: Json, raw: str, said: str, client: WebClient, sandbox: Sandbox
) -> None:
    view = open_one(sandbox, client, modal(one_input(kind, more)))

    assert sandbox.acts.submit("U0NADIA", view.id, {"in": {"chosen": raw}}).errors == {"in": said}


def test_inputs_inside_a_container_are_found_and_held(client: WebClient, sandbox: Sandbox) -> None:
    box = {"type": "container", "title": plain("Box"), "child_blocks": [section(), text_input()]}
    client.chat_postMessage(channel="C0INT", text="x", blocks=[box])
    [message] = sandbox.world.messages("C0INT")

    assert sandbox.acts.fill("U0NADIA", message, "why", "typed", "inside").ok
    assert message.states["U0NADIA"]["why"]["typed"]["value"] == "inside"


def test_a_channel_chosen_for_an_answer_comes_with_a_response_url(
    client: WebClient, sandbox: Sandbox
) -> None:
    asking = {"response_url_enabled": True, "default_to_current_conversation": False}
    view = open_one(sandbox, client, modal(one_input("conversations_select", asking)))
    heard: list[Json] = []
    sandbox.sockets.deadline_s = 0.01
    original = sandbox.sockets.deliver

    def listen(app: Any, kind: Any, payload: Json, retry: Any = None) -> Any:
        heard.append(payload)
        return original(app, kind, payload, retry)

    sandbox.sockets.deliver = listen  # type: ignore[method-assign]
    sandbox.acts.submit("U0NADIA", view.id, {"in": {"chosen": "C0SHARED"}})

    [url] = heard[0]["response_urls"]
    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("in", "chosen", "C0SHARED")
