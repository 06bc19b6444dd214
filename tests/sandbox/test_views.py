"""Modals kept apart: triggers, hashes, ids, and what Slack itself asks for."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Sandbox
from bot.sandbox.triggers import TRIGGER_LIFE_S
from tests.sandbox.test_modals import open_one
from tests.sandbox.views import actions, button, modal, text_input


def error_of(refused: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(refused.value.response["error"])


def test_slack_itself_asks_for_what_is_missing(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    number = {"type": "number_input", "action_id": "n", "is_decimal_allowed": False}
    label = {"type": "plain_text", "text": "How many?"}
    view = open_one(
        sandbox,
        client,
        modal(
            text_input("why"),
            text_input("short", min_length=3),
            {"type": "input", "block_id": "many", "label": label, "element": number},
        ),
    )
    typed = {"short": {"typed": "ab"}, "many": {"n": "1.5"}}

    assert sandbox.acts.submit("U0NADIA", view.id, typed).errors == {
        "why": "This field is required.",
        "short": "Please enter at least 3 characters.",
        "many": "Please enter a number.",
    }


def test_a_press_inside_a_modal_can_push_and_update(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    @over_http.action("go")
    def listen(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        view = body["view"]
        client.views_update(view_id=view["id"], hash=view["hash"], view=modal(callback_id="new"))
        client.views_push(trigger_id=body["trigger_id"], view=modal(callback_id="over"))

    view = open_one(sandbox, client, modal(actions(button())))
    outcome = sandbox.acts.press("U0NADIA", view, "go")

    assert view.body["callback_id"] == "new"
    assert outcome.view
    assert outcome.view.body["callback_id"] == "over"


def test_a_stale_hash_is_refused(client: WebClient, sandbox: Sandbox) -> None:
    view = open_one(sandbox, client, modal())
    stale = view.hash
    client.views_update(view_id=view.id, hash=stale, view=modal())

    with pytest.raises(SlackApiError) as refused:
        client.views_update(view_id=view.id, hash=stale, view=modal())

    assert error_of(refused) == "hash_conflict"


def test_a_trigger_opens_once_and_not_after_three_seconds(
    client: WebClient, sandbox: Sandbox
) -> None:
    [app] = sandbox.world.apps
    once, late = (sandbox.slack.triggers.new(app, "U0NADIA") for _ in range(2))
    client.views_open(trigger_id=once, view=modal())

    with pytest.raises(SlackApiError) as used:
        client.views_open(trigger_id=once, view=modal())
    assert TRIGGER_LIFE_S == 3.0
    sandbox.slack.triggers.life_s = 0.0
    with pytest.raises(SlackApiError) as expired:
        client.views_open(trigger_id=late, view=modal())
    with pytest.raises(SlackApiError) as unknown:
        client.views_open(trigger_id="1.2.3", view=modal())

    assert error_of(used) == "exchanged_trigger_id"
    assert error_of(expired) == "expired_trigger_id"
    assert error_of(unknown) == "invalid_trigger_id"


def test_a_view_is_found_and_kept_single_by_its_external_id(
    client: WebClient, sandbox: Sandbox
) -> None:
    view = open_one(sandbox, client, modal(external_id="kickoff-7"))
    client.views_update(external_id="kickoff-7", view=modal(external_id="kickoff-7"))

    with pytest.raises(SlackApiError) as refused:
        open_one(sandbox, client, modal(external_id="kickoff-7"), user="U0BEN")

    assert error_of(refused) == "duplicate_external_id"
    assert sandbox.world.open_view("U0NADIA") is view


def test_an_answer_that_names_no_input_is_trouble(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    over_http.view("ask")(lambda ack: ack(response_action="errors", errors={"nowhere": "No."}))
    view = open_one(sandbox, client, modal(text_input(optional=True)))

    outcome = sandbox.acts.submit("U0NADIA", view.id)

    assert outcome.error.startswith("We had some trouble connecting.")
    assert sandbox.world.open_view("U0NADIA") is view
