"""Modals from opening to their end, and what of the typed words survives."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from bot.sandbox.entities import Json, View
from tests.sandbox.views import modal, option, section, text_input


def open_one(sandbox: Sandbox, client: WebClient, view: Json, user: str = "U0NADIA") -> View:
    [app] = sandbox.world.apps
    client.views_open(trigger_id=sandbox.slack.triggers.new(app, user), view=view)
    top = sandbox.world.open_view(user)
    assert top
    return top


def test_a_submitted_modal_tells_all_it_holds(
    app: App, client: WebClient, sandbox: Sandbox
) -> None:
    seen: list[dict[str, Any]] = []

    @app.view("ask")
    def listen(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        seen.append(body)

    owner = {"type": "users_select", "action_id": "who"}
    tags = {
        "type": "multi_static_select",
        "action_id": "tags",
        "options": [option("emea"), option("amer")],
    }
    label = {"type": "plain_text", "text": "Owner"}
    view = open_one(
        sandbox,
        client,
        modal(
            text_input(initial_value="draft"),
            {"type": "input", "block_id": "owner", "label": label, "element": owner},
            section(block_id="tagged", accessory=tags),
            private_metadata="opaque-7",
        ),
    )
    outcome = sandbox.acts.submit(
        "U0NADIA", view.id, {"owner": {"who": "U0BEN"}, "tagged": {"tags": ["emea"]}}
    )

    assert (outcome.ok, outcome.result) == (True, "closed")
    assert sandbox.world.open_view("U0NADIA") is None
    [body] = seen
    assert body["view"]["private_metadata"] == "opaque-7"
    assert body["view"]["app_installed_team_id"] == "T0HOME"
    assert body["view"]["root_view_id"] == body["view"]["id"] == view.id
    assert body["view"]["state"]["values"] == {
        "why": {"typed": {"type": "plain_text_input", "value": "draft"}},
        "owner": {"who": {"type": "users_select", "selected_user": "U0BEN"}},
        "tagged": {"tags": {"type": "multi_static_select", "selected_options": [option("emea")]}},
    }


def test_a_refused_modal_stays_open_with_its_errors(
    app: App, client: WebClient, sandbox: Sandbox
) -> None:
    app.view("ask")(lambda ack: ack(response_action="errors", errors={"why": "Say more."}))
    view = open_one(sandbox, client, modal())

    outcome = sandbox.acts.submit("U0NADIA", view.id, {"why": {"typed": "no"}})

    assert (outcome.result, outcome.errors) == ("errors", {"why": "Say more."})
    assert sandbox.world.open_view("U0NADIA") is view
    assert view.errors == {"why": "Say more."}
    assert view.values["why"]["typed"]["value"] == "no"


def test_an_update_keeps_what_was_typed_under_the_same_ids(
    app: App, client: WebClient, sandbox: Sandbox
) -> None:
    step = modal(text_input("why"), text_input("next", optional=True), callback_id="two")
    app.view("ask")(lambda ack: ack(response_action="update", view=step))
    view = open_one(sandbox, client, modal(text_input("why"), text_input("gone")))

    typed = {"why": {"typed": "kept"}, "gone": {"typed": "lost"}}
    outcome = sandbox.acts.submit("U0NADIA", view.id, typed)

    assert outcome.result == "updated"
    assert view.body["callback_id"] == "two"
    assert {block: held["typed"]["value"] for block, held in view.values.items()} == {
        "why": "kept",
        "next": None,
    }


def test_modals_stack_three_high_and_unstack_one_by_one(
    app: App, client: WebClient, sandbox: Sandbox
) -> None:
    outer = modal(text_input(optional=True))

    @app.view("ask")
    def listen(ack: Ack) -> None:
        ack(response_action="push", view=outer)

    root = open_one(sandbox, client, outer)
    second = sandbox.acts.submit("U0NADIA", root.id).view
    assert second
    third = sandbox.acts.submit("U0NADIA", second.id).view
    assert third
    refused = sandbox.acts.submit("U0NADIA", third.id)

    assert (third.root_view_id, third.previous_view_id) == (root.id, second.id)
    assert "push_limit_reached" in refused.error
    assert sandbox.acts.close("U0NADIA", third.id).view is second
    assert sandbox.acts.close("U0NADIA", second.id, clear=True).view is None


def test_an_app_can_clear_all_modals_at_once(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    over_http.view("ask")(lambda ack: ack(response_action="clear"))
    view = open_one(sandbox, client, modal(text_input(optional=True)))

    assert sandbox.acts.submit("U0NADIA", view.id).result == "cleared"
    assert sandbox.world.view_stack("U0NADIA") == []


@pytest.mark.parametrize("notify", [True, False])
def test_a_closed_modal_is_told_only_where_asked_and_without_values(
    notify: bool, over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    seen: list[dict[str, Any]] = []

    @over_http.view_closed("ask")
    def listen(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        seen.append(body)

    view = open_one(sandbox, client, modal(notify_on_close=notify))
    sandbox.acts.fill("U0NADIA", view, "why", "typed", "half a thought")
    sandbox.acts.close("U0NADIA", view.id)

    assert [(b["is_cleared"], b["view"]["state"]["values"]) for b in seen] == (
        [(False, {})] if notify else []
    )
