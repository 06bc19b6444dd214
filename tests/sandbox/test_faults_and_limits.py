"""Troubles on request, and Slack's rate limits."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Sandbox
from tests.sandbox.views import actions, button


def test_a_lost_answer_leaves_the_message_posted(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.faults.lose_answer("chat.postMessage")

    with pytest.raises(OSError):
        client.chat_postMessage(channel="C0INT", text="once")

    assert [m.text for m in sandbox.world.messages("C0INT")] == ["once"]
    assert client.chat_postMessage(channel="C0INT", text="two")["ok"]
    assert [(c.method, c.result["ok"]) for c in sandbox.calls] == [("chat.postMessage", True)] * 2


def test_a_lost_call_leaves_nothing(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.faults.lose_call("chat.postMessage")

    with pytest.raises(OSError):
        client.chat_postMessage(channel="C0INT", text="never")

    assert sandbox.world.messages("C0INT") == []


def test_the_sdks_own_retry_doubles_a_post_whose_answer_was_lost(sandbox: Sandbox) -> None:
    stock = WebClient("xoxb-sandbox", base_url=sandbox.api_url)
    sandbox.faults.lose_answer("chat.postMessage")

    stock.chat_postMessage(channel="C0INT", text="twice")

    assert [m.text for m in sandbox.world.messages("C0INT")] == ["twice", "twice"]


@pytest.mark.parametrize(("done", "posted"), [(False, 0), (True, 1)])
def test_a_fatal_error_says_nothing_of_the_outcome(
    done: bool, posted: int, client: WebClient, sandbox: Sandbox
) -> None:
    sandbox.faults.fail("chat.postMessage", "fatal_error", status=500, done=done)

    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0INT", text="perhaps")

    assert refused.value.response.status_code == 500
    assert refused.value.response["error"] == "fatal_error"
    assert len(sandbox.world.messages("C0INT")) == posted


def test_a_slow_call_goes_well_in_the_end(sandbox: Sandbox) -> None:
    hasty = WebClient("xoxb-sandbox", base_url=sandbox.api_url, timeout=1, retry_handlers=[])
    sandbox.faults.delay("chat.postMessage", 0.05)

    assert hasty.chat_postMessage(channel="C0INT", text="late")["ok"]


def test_a_late_answer_finds_nobody_waiting_but_the_message_is_there(sandbox: Sandbox) -> None:
    hasty = WebClient("xoxb-sandbox", base_url=sandbox.api_url, timeout=1, retry_handlers=[])
    sandbox.faults.late_answer("chat.postMessage", 1.3)

    with pytest.raises(TimeoutError):
        hasty.chat_postMessage(channel="C0INT", text="once")

    assert [m.text for m in sandbox.world.messages("C0INT")] == ["once"]


def test_faults_are_used_up_in_order(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.faults.limit("chat.update", 7)
    sandbox.faults.fail("chat.update", "edit_window_closed")
    ts = client.chat_postMessage(channel="C0INT", text="Hello")["ts"]
    codes = []
    for _ in range(2):
        with pytest.raises(SlackApiError) as refused:
            client.chat_update(channel="C0INT", ts=ts, text="Changed")
        response = refused.value.response
        codes.append((response["error"], response.headers.get("retry-after")))

    assert codes == [("ratelimited", "7"), ("edit_window_closed", None)]
    assert client.chat_update(channel="C0INT", ts=ts, text="Changed")["ok"]


def test_a_second_post_in_one_channel_waits_a_second(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.rate_limits.enabled = True
    client.chat_postMessage(channel="C0INT", text="one")

    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0INT", text="two")

    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["retry-after"] == "1"
    assert client.chat_postMessage(channel="C0SHARED", text="elsewhere")["ok"]
    assert sandbox.rate_limits.refused == [("chat.postMessage", "T0HOME")]


def test_a_method_has_its_minute_and_others_go_on(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.rate_limits.enabled = True
    for _ in range(20):
        client.users_list()

    with pytest.raises(SlackApiError) as refused:
        client.users_list()

    assert 50 <= int(refused.value.response.headers["retry-after"]) <= 60
    assert client.users_info(user="U0NADIA")["ok"]
    sandbox.rate_limits.reset()
    assert client.users_list()["ok"]


@pytest.mark.parametrize(
    ("method", "per_minute"),
    [
        ("views.open", 100),
        ("views.publish", 100),
        ("users.info", 100),
        ("conversations.members", 100),
        ("chat.postEphemeral", 100),
        ("files.completeUploadExternal", 100),
        ("chat.update", 50),
        ("chat.delete", 50),
        ("conversations.info", 50),
        ("conversations.open", 50),
        ("users.list", 20),
        ("conversations.list", 20),
        ("users.conversations", 20),
        ("apps.connections.open", 1),
    ],
)
def test_the_rates_are_slacks(method: str, per_minute: int, sandbox: Sandbox) -> None:
    assert sandbox.rate_limits.per_minute[method] == per_minute


def test_an_app_that_is_too_slow_is_given_up_after_three_seconds(
    over_http: object, client: WebClient, sandbox: Sandbox
) -> None:
    sandbox.deliver_over_http("http://127.0.0.1:9")
    ts = client.chat_postMessage(channel="C0INT", text="x", blocks=[actions(button())])["ts"]

    outcome = sandbox.acts.press("U0NADIA", ("C0INT", ts), "go")

    assert outcome.error == "The app did not answer (dispatch_failed)."
