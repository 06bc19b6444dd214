"""App Home, selects that ask the app, and shortcuts."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Sandbox
from tests.sandbox.test_events import all_heard
from tests.sandbox.test_modals import open_one
from tests.sandbox.views import actions, button, home, modal, option, section


def test_opening_home_is_told_and_shows_what_the_app_publishes(app: App, sandbox: Sandbox) -> None:
    tabs: list[str] = []

    @app.event("app_home_opened")
    def listen(event: dict[str, Any], client: WebClient) -> None:
        tabs.append(event["tab"])
        client.views_publish(user_id=event["user"], view=home(section("Your desk")))

    sandbox.acts.open_home("U0NADIA")
    assert sandbox.settle()

    shown = sandbox.world.home("U0NADIA")
    assert shown
    assert shown.body["blocks"][0]["text"]["text"] == "Your desk"
    assert tabs == ["home"]
    assert sandbox.world.home("U0BEN") is None


def test_an_outside_person_may_open_home(over_http: App, sandbox: Sandbox) -> None:
    seen = all_heard(over_http, "app_home_opened")

    sandbox.acts.open_home("U0ANA")
    assert sandbox.settle()

    assert seen[0]["event"]["user"] == "U0ANA"
    assert seen[0]["authorizations"][0]["team_id"] == seen[0]["team_id"] == "T0HOME"


def test_home_is_pressed_like_a_view(over_http: App, client: WebClient, sandbox: Sandbox) -> None:
    seen: list[dict[str, Any]] = []

    @over_http.action("go")
    def listen(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        seen.append(body)

    client.views_publish(user_id="U0NADIA", view=home(actions(button())))
    view = sandbox.world.home("U0NADIA")
    assert view
    sandbox.acts.press("U0NADIA", view, "go")

    assert seen[0]["container"] == {"type": "view", "view_id": view.id}
    assert seen[0]["view"]["type"] == "home"
    assert "response_url" not in seen[0]


def test_publishing_with_a_stale_hash_is_refused(client: WebClient) -> None:
    first = client.views_publish(user_id="U0NADIA", view=home())["view"]["hash"]
    client.views_publish(user_id="U0NADIA", view=home(), hash=first)

    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_publish(user_id="U0NADIA", view=home(), hash=first)


def test_a_select_asks_the_app_for_options_as_one_types(
    app: App, client: WebClient, sandbox: Sandbox
) -> None:
    @app.options("partner")
    def offer(ack: Ack, payload: dict[str, Any]) -> None:
        known = ["acme", "apex", "borealis"]
        ack(options=[option(name) for name in known if name.startswith(payload["value"])])

    menu = {"type": "external_select", "action_id": "partner", "min_query_length": 1}
    label = {"type": "plain_text", "text": "Partner"}
    block = {"type": "input", "block_id": "which", "label": label, "element": menu}
    view = open_one(sandbox, client, modal(block))

    offered = sandbox.acts.suggest("U0NADIA", view, "partner", "which", "a")
    assert offered.options == [option("acme"), option("apex")]

    sandbox.acts.fill("U0NADIA", view, "which", "partner", "apex")
    chosen = view.values["which"]["partner"]
    assert chosen == {"type": "external_select", "selected_option": option("apex")}
    assert not sandbox.acts.fill("U0NADIA", view, "which", "partner", "borealis").ok


def test_a_message_shortcut_carries_the_message(
    app: App, client: WebClient, sandbox: Sandbox
) -> None:
    seen: list[dict[str, Any]] = []

    @app.shortcut("make_commitment")
    def listen(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        seen.append(body)
        client.views_open(trigger_id=body["trigger_id"], view=modal())

    said = sandbox.acts.say("U0BEN", "C0INT", "I will send the deck on Friday")
    outcome = sandbox.acts.message_shortcut("U0NADIA", "C0INT", said.ts, "make_commitment")

    assert outcome.view
    [body] = seen
    assert body["message"]["text"] == "I will send the deck on Friday"
    assert (body["message_ts"], body["channel"]["id"]) == (said.ts, "C0INT")
    link = client.chat_getPermalink(channel="C0INT", message_ts=said.ts)["permalink"]
    assert link == f"{sandbox.url}/archives/C0INT/p{said.ts.replace('.', '')}"


def test_a_global_shortcut_opens_a_modal(over_http: App, sandbox: Sandbox) -> None:
    @over_http.shortcut("log_touch")
    def listen(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal())

    assert sandbox.acts.shortcut("U0NADIA", "log_touch").view


def test_outside_people_have_no_shortcuts_of_ours(over_http: App, sandbox: Sandbox) -> None:
    said = sandbox.acts.say("U0ANA", "C0SHARED", "We will send it")

    refused = sandbox.acts.message_shortcut("U0ANA", "C0SHARED", said.ts, "make_commitment")

    assert refused.error == "You have no such shortcut."
