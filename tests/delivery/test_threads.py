"""Messages that belong together stand in the thread of the first of them, once each."""

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
