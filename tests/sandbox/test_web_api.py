"""The Web API: who may call what, with which arguments."""

import pytest
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from tests.sandbox.refusals import code, refusal
from tests.sandbox.views import home, modal, section


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-other", "invalid_auth"),
        ("xapp-sandbox", "not_allowed_token_type"),
    ],
)
def test_tokens_are_checked(token: str, error: str, sandbox: Sandbox) -> None:
    client = WebClient(token, base_url=sandbox.api_url)

    assert code(client, "auth.test") == error


def test_a_revoked_token_is_dead(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.world.revoke(sandbox.world.apps[0])

    assert code(client, "auth.test") == "token_revoked"


def test_a_missing_scope_is_named(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.world.apps[0].scopes = {"commands"}

    answer = refusal(client, "chat.postMessage", channel="C0INT", text="x")

    assert answer == {
        "ok": False,
        "error": "missing_scope",
        "needed": "chat:write",
        "provided": "commands",
    }


def test_unknown_methods_and_arguments_are_refused(client: WebClient) -> None:
    assert code(client, "chat.shout") == "unknown_method"

    answer = refusal(client, "chat.postMessage", text="x", chanel="C0INT")

    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] unknown argument: chanel",
        "[ERROR] missing required field: channel",
    ]


def test_auth_test_says_whose_token_it_is(client: WebClient) -> None:
    answer = client.auth_test()

    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0HOME", "U0BOT", "B0BOT")


def test_forms_carry_blocks_as_json(client: WebClient, sandbox: Sandbox) -> None:
    blocks = '[{"type": "divider"}]'
    client.api_call("chat.postMessage", params={"channel": "C0INT", "text": "x", "blocks": blocks})
    client.api_call("chat.postMessage", data={"channel": "C0INT", "text": "é", "blocks": blocks})

    shown = [(m.text, m.blocks[0]["type"]) for m in sandbox.world.messages("C0INT")]
    assert shown == [("x", "divider"), ("é", "divider")]
    broken = {"channel": "C0INT", "text": "x", "blocks": "[{"}
    assert code(client, "chat.postMessage", **broken) == "invalid_blocks_format"


def test_a_view_is_refused_with_sentences(client: WebClient, sandbox: Sandbox) -> None:
    [app] = sandbox.world.apps
    trigger = sandbox.slack.triggers.new(app, "U0NADIA")
    body = {**modal(), "title": {"type": "plain_text", "text": "x" * 25}}

    answer = refusal(client, "views.open", trigger_id=trigger, view=body)

    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    large = home(*[section("x" * 2990, block_id=f"b{n}") for n in range(90)])
    assert code(client, "views.publish", user_id="U0NADIA", view=large) == "view_too_large"
