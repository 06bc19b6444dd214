"""response_urls: five answers in thirty minutes, each where it belongs."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.sandbox import Sandbox
from tests.sandbox.clocks import FixedClock
from tests.sandbox.test_pressing import post
from tests.sandbox.views import actions, button, section


def command_url(app: App, sandbox: Sandbox) -> WebhookClient:
    urls: list[str] = []

    @app.command("/partner")
    def listen(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        urls.append(body["response_url"])

    sandbox.acts.command("U0NADIA", "C0INT", "/partner", "list")
    return WebhookClient(urls[0])


def test_the_sixth_answer_is_refused(over_http: App, sandbox: Sandbox) -> None:
    url = command_url(over_http, sandbox)

    answers = [url.send(text=str(n)) for n in range(6)]

    assert [(one.status_code, one.body) for one in answers] == [(200, "ok")] * 5 + [
        (404, "used_url")
    ]
    assert len(sandbox.world.messages("C0INT", "U0NADIA")) == 5


def test_after_half_an_hour_there_is_no_answering(
    over_http: App, sandbox: Sandbox, clock: FixedClock
) -> None:
    url = command_url(over_http, sandbox)
    clock.pass_time(minutes=31)

    late = url.send(text="late")

    assert (late.status_code, late.body) == (404, "expired_url")


def test_an_answer_in_the_channel_shows_the_typed_command_once(
    over_http: App, sandbox: Sandbox
) -> None:
    url = command_url(over_http, sandbox)
    for text in ("one", "two"):
        url.send(text=text, response_type="in_channel")

    assert [m.text for m in sandbox.world.messages("C0INT", "U0BEN")] == [
        "/partner list",
        "one",
        "two",
    ]


def test_an_answer_can_replace_or_delete_the_message_pressed(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    urls: list[str] = []

    @over_http.action("go")
    def listen(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        urls.append(body["response_url"])

    message = post(client, sandbox, actions(button()))
    sandbox.acts.press("U0NADIA", message, "go")
    url = WebhookClient(urls[0])

    url.send(text="Settled", blocks=[section("Settled")], replace_original=True)
    assert (message.text, len(message.blocks)) == ("Settled", 1)
    url.send(delete_original=True)
    assert sandbox.world.messages("C0INT") == []


def test_too_much_is_refused_here_too(over_http: App, sandbox: Sandbox) -> None:
    refused = command_url(over_http, sandbox).send(text="x", blocks=[section("a" * 3001)])

    assert refused.status_code == 400
    assert "must be less than 3001 characters" in refused.body
