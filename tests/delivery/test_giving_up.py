"""What never goes well: given up with a reason, told of once, and nobody else waits for it."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from http.client import IncompleteRead
from threading import Thread

import pytest

from bot.delivery import recovery
from bot.delivery.dispatcher import writing_client
from bot.delivery.outbox import update_internal
from bot.delivery.recording import FEW_ATTEMPTS, MOST_ATTEMPTS
from bot.delivery.troubles import NO_ANSWER, Trouble, fault_of
from bot.sandbox import Sandbox
from storage.outbox import Outbox, OutboxState
from tests.delivery.conftest import NOW, Desk, dm, internal, texts


def lost(desk: Desk, text: str, **values: object) -> Outbox:
    """Write a message whose call was made, and its answer lost."""
    row = desk.row(desk.to_channel(text))
    row.sqlmodel_update({"state": OutboxState.UNKNOWN, "claimed_at": NOW, **values})
    desk.write(lambda session: session.merge(row))
    return row


def test_a_message_whose_call_is_lost_again_and_again_is_given_up_and_the_rest_goes_on(
    desk: Desk, sandbox: Sandbox
) -> None:
    poison = lost(desk, "poison", attempts=MOST_ATTEMPTS - 2, reason="internal_error")
    behind = desk.to_channel("behind")
    sandbox.faults.fail("chat.postMessage", "internal_error", status=500)
    desk.dispatcher.lost_answer_s = -1e9  # the claim is in the test's time, not the wall's

    for _ in range(3):
        desk.send()

    assert (desk.row(poison.id).state, desk.row(poison.id).reason) == (
        OutboxState.FAILED,
        "internal_error",
    )
    assert desk.row(behind).state is OutboxState.SENT
    assert texts(sandbox, "C0INT") == ["behind"]
    [told] = dm(sandbox, "U0BEN")
    assert "internal error" in told


def test_a_rewrite_slack_does_not_take_holds_up_its_conversation_for_less_than_an_hour(
    desk: Desk, sandbox: Sandbox
) -> None:
    first = desk.to_channel("first")
    desk.send()
    with desk.database.across_workspaces.transaction() as session:
        rewrite = update_internal(session, internal("Done."), of=first, intent=desk.intent())
        session.get_one(Outbox, rewrite).attempts = FEW_ATTEMPTS - 1
    desk.to_channel("behind")
    sandbox.faults.fail("chat.update", "internal_error", status=500)

    desk.send()

    assert rewrite is not None
    assert desk.row(rewrite).state is OutboxState.FAILED
    assert texts(sandbox, "C0INT") == ["first", "behind"]


@pytest.mark.parametrize(
    ("code", "claimed", "state"),
    [
        pytest.param("access_denied", timedelta(0), OutboxState.UNKNOWN, id="a lasting no"),
        pytest.param("internal_error", timedelta(0), OutboxState.SENDING, id="it may pass"),
        pytest.param(
            "internal_error",
            recovery.LOOKED_FOR + timedelta(seconds=1),
            OutboxState.UNKNOWN,
            id="it did not pass for a day",
        ),
    ],
)
def test_a_history_that_cannot_be_read_holds_up_its_conversation_for_a_day_at_most(
    desk: Desk, sandbox: Sandbox, code: str, claimed: timedelta, state: OutboxState
) -> None:
    row = lost(desk, "lost", state=OutboxState.SENDING)
    sandbox.faults.fail("conversations.history", code, times=2)
    carrier = desk.dispatcher._sender(desk.home.workspace).carrier

    recovery.resolve(
        desk.database, carrier, workspace_id=desk.home.workspace, before=NOW + claimed, now=NOW
    )

    assert desk.row(row.id).state is state
    assert (desk.row(row.id).finished_at is None) == (state is OutboxState.SENDING)


@pytest.fixture(params=[b'{"ok": true', b"<html>A proxy's own page.</html>"])
def cut_short(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a Slack whose every answer is cut short, or is not its own."""
    length = 100 if request.param.startswith(b"{") else len(request.param)
    answer = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode() + request.param

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        serving = Thread(target=serve)
        serving.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api/"
        serving.join()


def test_an_answer_that_was_cut_short_or_is_not_slacks_counts_as_lost(cut_short: str) -> None:
    client = writing_client("xoxb-1", api_url=cut_short, timeout_s=5)

    with pytest.raises(NO_ANSWER) as failed:
        client.chat_postMessage(channel="C1", text="Hello.")

    assert fault_of(failed.value).trouble is Trouble.UNKNOWN


def test_an_answer_our_own_code_cannot_read_leaves_the_outcome_to_be_found_out(
    desk: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = desk.to_channel()
    sender = desk.dispatcher._sender(desk.home.workspace)
    with monkeypatch.context() as broken:
        broken.setattr(sender.carrier.pace, "wrote", lambda _: 1 // 0)
        desk.send()
    assert desk.row(row).state is OutboxState.UNKNOWN

    desk.send()

    assert desk.row(row).state is OutboxState.SENT
    assert texts(sandbox, "C0INT") == ["Behind."]


def test_what_broke_off_in_the_middle_is_no_word_of_slacks() -> None:
    assert fault_of(IncompleteRead(b"")).trouble is Trouble.UNKNOWN
