"""Messages that belong together stand in the thread of the first of them, once each."""

import pytest
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from storage.outbox import Outbox, OutboxState
from tests.delivery.conftest import Desk, texts


def threads(sandbox: Sandbox) -> dict[str, str | None]:
    """Return each message of the channel with the text of the one whose thread it stands in."""
    said = sandbox.world.messages("C0INT")
    by_ts = {message.ts: message.text for message in said}
    return {message.text: by_ts.get(message.thread_ts or "") for message in said}


def test_what_follows_stands_in_the_thread_of_the_first(desk: Desk, sandbox: Sandbox) -> None:
    first = desk.to_channel("First.")
    desk.to_channel("Second.", thread=first)
    desk.send()
    desk.to_channel("Third.", thread=first)

    desk.send()

    assert threads(sandbox) == {"First.": None, "Second.": "First.", "Third.": "First."}


def test_where_the_first_never_went_out_the_next_one_is_the_first(
    desk: Desk, sandbox: Sandbox
) -> None:
    first = desk.to_channel("First.")
    for text in ("Second.", "Third."):
        desk.to_channel(text, thread=first)
    desk.write(lambda session: setattr(session.get_one(Outbox, first), "state", "skipped"))

    desk.send()

    assert threads(sandbox) == {"Second.": None, "Third.": "Second."}


def test_where_the_first_is_gone_from_slack_the_next_stands_alone(
    desk: Desk, sandbox: Sandbox, client: WebClient
) -> None:
    first = desk.to_channel("First.")
    desk.send()
    client.chat_delete(channel="C0INT", ts=desk.row(first).slack_ts or "")
    second = desk.to_channel("Second.", thread=first)

    desk.send()

    assert threads(sandbox) == {"Second.": None}
    assert desk.row(second).state is OutboxState.SENT


@pytest.mark.parametrize(
    "code",
    [
        "cannot_reply_to_message",
        "restricted_action_thread_locked",
        "restricted_action_non_threadable_channel",
        "message_not_found",
        "a_code_of_next_year",
    ],
)
def test_what_a_thread_does_not_take_stands_alone_in_the_channel(
    desk: Desk, sandbox: Sandbox, code: str
) -> None:
    first = desk.to_channel("First.")
    desk.send()
    second = desk.to_channel("Second.", thread=first)
    sandbox.faults.fail("chat.postMessage", code)

    desk.send()

    assert threads(sandbox) == {"First.": None, "Second.": None}
    assert desk.row(second).state is OutboxState.SENT


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        pytest.param("restricted_action_read_only_channel", 1, id="a no that is of the channel"),
        pytest.param("a_code_of_next_year", 2, id="a no outside of the thread too"),
    ],
)
def test_what_the_channel_does_not_take_is_refused_once_and_for_all(
    desk: Desk, sandbox: Sandbox, code: str, calls: int
) -> None:
    first = desk.to_channel("First.")
    desk.send()
    second = desk.to_channel("Second.", thread=first)
    sandbox.faults.fail("chat.postMessage", code, times=9)
    before = len(posts(sandbox))

    desk.send()

    assert desk.row(second).state is OutboxState.FAILED
    assert posts(sandbox)[before:].count("Second.") == calls


def posts(sandbox: Sandbox) -> list[str]:
    """Return the text of every call that was to post, whether Slack took it or not."""
    said = [call for call in sandbox.calls if call.method == "chat.postMessage"]
    return [str(call.args.get("text")) for call in said]


def test_a_lost_answer_of_what_stands_alone_is_found_in_the_channel(
    desk: Desk, sandbox: Sandbox, client: WebClient
) -> None:
    first = desk.to_channel("First.")
    desk.send()
    client.chat_delete(channel="C0INT", ts=desk.row(first).slack_ts or "")
    second = desk.to_channel("Second.", thread=first)
    sandbox.faults.lose_answer("chat.postMessage")

    desk.send()
    desk.send()

    assert desk.row(second).state is OutboxState.SENT
    assert texts(sandbox, "C0INT") == ["Second."]


def test_a_lost_answer_is_found_in_the_thread_and_not_sent_again(
    desk: Desk, sandbox: Sandbox
) -> None:
    first = desk.to_channel("First.")
    desk.send()
    second = desk.to_channel("Second.", thread=first)
    sandbox.faults.lose_answer("chat.postMessage")

    desk.send()
    assert desk.row(second).state is OutboxState.UNKNOWN
    desk.send()

    assert desk.row(second).state is OutboxState.SENT
    assert texts(sandbox, "C0INT") == ["First.", "Second."]


def test_a_lost_call_is_found_absent_from_the_thread_and_sent_again(
    desk: Desk, sandbox: Sandbox
) -> None:
    first = desk.to_channel("First.")
    desk.send()
    desk.to_channel("Second.", thread=first)
    sandbox.faults.lose_call("chat.postMessage")

    desk.send()
    desk.send()

    assert threads(sandbox) == {"First.": None, "Second.": "First."}
