"""Slash commands, from the person's fingers to the app and back."""

from typing import Any

import pytest
from slack_bolt import Ack, App, Respond

from bot.sandbox import Sandbox
from tests.sandbox.views import modal


def test_a_command_reaches_the_app_with_all_its_fields(app: App, sandbox: Sandbox) -> None:
    seen: list[dict[str, Any]] = []

    @app.command("/partner")
    def listen(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        seen.append(body)

    outcome = sandbox.acts.command("U0NADIA", "C0INT", "/partner", "kickoff acme")

    assert outcome.ok
    [body] = seen
    trigger, url = body.pop("trigger_id"), body.pop("response_url")
    assert trigger.count(".") == 2
    assert url.startswith(f"{sandbox.url}/actions/T0HOME/")
    assert body == {
        "token": "sandbox-verification-token",
        "team_id": "T0HOME",
        "team_domain": "northwind",
        "channel_id": "C0INT",
        "channel_name": "acme-internal",
        "user_id": "U0NADIA",
        "user_name": "nadia",
        "command": "/partner",
        "text": "kickoff acme",
        "api_app_id": "A0BOT",
        "is_enterprise_install": "false",
    }


def test_names_channels_and_links_arrive_marked(app: App, sandbox: Sandbox) -> None:
    texts: list[str] = []

    @app.command("/partner")
    def listen(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        texts.append(command["text"])

    typed = 'add @ben <@U0ANA> #acme-shared https://example.com/a "R&D <x>" me@ben.io'
    sandbox.acts.command("U0NADIA", "C0INT", "/partner", typed)

    marked = "add <@U0BEN|ben> <@U0ANA|ana> <#C0SHARED|acme-shared> <https://example.com/a>"
    assert texts == [f'{marked} "R&amp;D &lt;x&gt;" me@ben.io']


def test_the_answer_is_private_unless_asked_to_share(app: App, sandbox: Sandbox) -> None:
    @app.command("/partner")
    def listen(ack: Ack, command: dict[str, Any]) -> None:
        shared = command["text"] == "share"
        ack(text="here", response_type="in_channel" if shared else "ephemeral")

    sandbox.acts.command("U0NADIA", "C0INT", "/partner", "list")

    assert [m.text for m in sandbox.world.messages("C0INT", "U0NADIA")] == ["here"]
    assert sandbox.world.messages("C0INT", "U0BEN") == []

    sandbox.acts.command("U0NADIA", "C0INT", "/partner", "share")

    shown = [(m.user, m.text) for m in sandbox.world.messages("C0INT", "U0BEN")]
    assert shown == [("U0NADIA", "/partner share"), ("U0BOT", "here")]


def test_a_command_can_open_a_modal_and_answer_later(app: App, sandbox: Sandbox) -> None:
    @app.command("/partner")
    def listen(ack: Ack, respond: Respond, body: dict[str, Any]) -> None:
        app.client.views_open(trigger_id=body["trigger_id"], view=modal())
        ack()
        respond("opened")

    outcome = sandbox.acts.command("U0NADIA", "C0INT", "/partner")

    assert outcome.view is sandbox.world.open_view("U0NADIA")
    assert outcome.view is not None
    assert outcome.view.body["callback_id"] == "ask"
    assert [m.text for m in sandbox.world.messages("C0INT", "U0NADIA")] == ["opened"]


@pytest.mark.parametrize("who", ["U0ANA"])
def test_an_outside_person_has_no_commands_of_ours(who: str, app: App, sandbox: Sandbox) -> None:
    outcome = sandbox.acts.command(who, "C0SHARED", "/partner")

    assert not outcome.ok
    assert outcome.error.startswith("/partner is not a valid command.")


def test_a_guest_of_ours_has_our_commands(app: App, sandbox: Sandbox) -> None:
    app.command("/partner")(lambda ack: ack("hello"))
    sandbox.world.join("C0INT", "U0GUEST")

    assert sandbox.acts.command("U0GUEST", "C0INT", "/partner").ok


def test_commands_do_not_work_in_threads_or_archives(app: App, sandbox: Sandbox) -> None:
    threaded = sandbox.acts.command("U0NADIA", "C0INT", "/partner", thread_ts="1.0")
    sandbox.world.archive("C0INT")
    archived = sandbox.acts.command("U0NADIA", "C0INT", "/partner")

    assert threaded.error == "/partner is not supported in threads. Sorry!"
    assert "archived" in archived.error


def test_an_answer_slack_would_refuse_is_an_error(app: App, sandbox: Sandbox) -> None:
    app.command("/partner")(lambda ack: ack(blocks=[{"type": "nonsense"}]))

    outcome = sandbox.acts.command("U0NADIA", "C0INT", "/partner")

    assert "invalid_command_response" in outcome.error
    assert "unsupported type: nonsense" in outcome.error


def test_nobody_connected_is_said_at_once(sandbox: Sandbox) -> None:
    outcome = sandbox.acts.command("U0NADIA", "C0INT", "/partner")

    assert outcome.error == '/partner failed with the error "dispatch_failed"'
