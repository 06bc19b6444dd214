"""What Slack answers instead of "ok", and what then becomes of the message."""

from itertools import pairwise

from bot.delivery.pace import Limits
from bot.delivery.troubles import Fault, Trouble, fault_of
from bot.sandbox import Sandbox
from storage.outbox import OutboxState
from storage.workspaces import Workspace, WorkspaceState
from tests.delivery.conftest import NOW, Build, Desk, dm, texts


def posts(sandbox: Sandbox, channel: str) -> int:
    return sum(
        call.method == "chat.postMessage" and call.args["channel"] == channel
        for call in sandbox.calls
    )


def test_a_retry_after_is_waited_for_and_then_it_goes(desk: Desk, sandbox: Sandbox) -> None:
    desk.to_channel()
    sandbox.faults.limit("chat.postMessage", 1)

    desk.send()

    assert texts(sandbox, "C0INT") == ["Behind."]
    assert posts(sandbox, "C0INT") == 2


def test_slack_being_away_for_a_moment_loses_nothing(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_channel()
    sandbox.faults.fail("chat.postMessage", "service_unavailable", status=503)

    desk.send()

    assert texts(sandbox, "C0INT") == ["Behind."]
    assert desk.row(row).attempts == 1


def test_a_dead_token_stops_the_workspace_and_keeps_its_messages(
    desk: Desk, sandbox: Sandbox
) -> None:
    row, other = desk.to_channel(), desk.to_nadia()
    sandbox.world.revoke(sandbox.world.apps[0])

    desk.send()
    desk.send()

    with desk.database.across_workspaces.reading() as session:
        workspace = session.get_one(Workspace, desk.home.workspace)
    assert workspace.state is WorkspaceState.STOPPED
    assert {desk.row(row).state, desk.row(other).state} == {OutboxState.PENDING}
    assert len([call for call in sandbox.calls if call.method == "conversations.info"]) <= 1


def test_blocks_that_slack_refuses_go_out_as_a_short_text(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_channel("Behind by a lot.")
    sandbox.faults.fail("chat.postMessage", "invalid_blocks")

    desk.send()

    assert desk.row(row).state is OutboxState.SENT
    assert texts(sandbox, "C0INT")[0].startswith("Behind by a lot.\n")
    assert "Home tab" in texts(sandbox, "C0INT")[0]


def test_what_an_admin_forbids_is_told_to_the_admin_once(desk: Desk, sandbox: Sandbox) -> None:
    first, second = desk.to_channel("one"), desk.to_channel("two")
    sandbox.faults.fail("chat.postMessage", "restricted_action", times=2)

    desk.send()

    assert desk.row(first).state is OutboxState.FAILED
    assert desk.row(second).reason == "restricted_action"
    assert len(dm(sandbox, "U0BEN")) == 1
    assert "restricted action" in dm(sandbox, "U0BEN")[0]


def test_a_row_that_breaks_our_own_code_does_not_stop_the_rest(
    desk: Desk, sandbox: Sandbox
) -> None:
    poison = desk.to_channel("poison")
    broken = desk.row(poison)
    broken.payload = {"blocks": []}
    desk.write(lambda session: session.merge(broken))
    desk.to_channel("next")

    desk.send()

    assert texts(sandbox, "C0INT") == ["next"]
    assert desk.row(poison).state is OutboxState.FAILED


def test_posts_to_one_channel_are_a_moment_apart(
    build: Build, desk: Desk, sandbox: Sandbox
) -> None:
    paced = build(limits=Limits(conversation_gap_s=0.3))
    for number in range(3):
        desk.to_channel(f"{number}")

    paced.send_due(NOW)

    stamps = [float(message.ts) for message in sandbox.world.messages("C0INT")]
    assert all(later - earlier >= 0.29 for earlier, later in pairwise(stamps))


def test_a_connection_that_was_never_made_did_nothing() -> None:
    assert fault_of(ConnectionRefusedError()) == Fault(Trouble.LATER, "unreachable")
    assert fault_of(TimeoutError()) == Fault(Trouble.UNKNOWN, "no_answer")
