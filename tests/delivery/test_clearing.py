"""Deleting what stands in a channel: once each, paced, whatever becomes of the calls."""

from uuid import UUID

import pytest

from bot.delivery import deletions
from bot.delivery.pausing import pause
from bot.sandbox import Sandbox
from storage.outbox import Outbox, OutboxState
from storage.partners import Channel
from tests.delivery.conftest import NOW, Build, Desk, dm, texts


def clear(desk: Desk) -> int:
    with desk.database.across_workspaces.transaction() as session:
        channel = session.get_one(Channel, desk.home.internal)
        return deletions.ask(session, channel, now=NOW)


def deletes(sandbox: Sandbox) -> int:
    return sum(call.method == "chat.delete" for call in sandbox.calls)


def cleared(desk: Desk) -> list[Outbox]:
    return [row for row in desk.rows(deletions.RULE) if row.updates_id is not None]


@pytest.fixture
def posted(desk: Desk) -> UUID:
    """Return a message for our own people, in a channel that is paused since."""
    row = desk.to_channel("Ours alone.")
    desk.send()
    desk.write(
        lambda session: pause(session, channel_id=desk.home.internal, reason="Shared.", now=NOW)
    )
    desk.send()
    return row


@pytest.mark.usefixtures("posted")
def test_a_deletion_goes_out_of_a_paused_channel_once_and_its_owner_is_told(
    desk: Desk, sandbox: Sandbox
) -> None:
    assert (clear(desk), clear(desk)) == (1, 0)

    desk.send()
    desk.send()

    assert texts(sandbox, "C0INT") == []
    assert deletes(sandbox) == 1
    assert clear(desk) == 0
    [told] = [said for said in dm(sandbox, "U0NADIA") if said.startswith("Done")]
    assert told == (
        "Done: nothing that I wrote for our own people stands in <#C0INT> (Acme) any more."
    )


@pytest.mark.usefixtures("posted")
def test_a_deletion_whose_answer_was_lost_is_made_again_and_counts_as_done(
    build: Build, desk: Desk, sandbox: Sandbox
) -> None:
    sandbox.faults.lose_answer("chat.delete")
    clear(desk)

    desk.send()
    assert texts(sandbox, "C0INT") == []
    build().send_due(NOW)  # as another process, without this one's rest

    assert [row.state for row in cleared(desk)] == [OutboxState.SENT]
    assert any(said.startswith("Done") for said in dm(sandbox, "U0NADIA"))


@pytest.mark.usefixtures("posted")
def test_in_an_archived_channel_it_is_said_that_it_could_not_be_deleted(
    desk: Desk, sandbox: Sandbox
) -> None:
    sandbox.world.archive("C0INT")
    clear(desk)

    desk.send()

    assert [row.state for row in cleared(desk)] == [OutboxState.FAILED]
    assert (
        "1 message of mine still stands in <#C0INT> (Acme): Slack says is archived."
        in (dm(sandbox, "U0NADIA")[-1])
    )


def test_what_the_partner_may_read_and_what_never_went_out_is_left(
    desk: Desk, sandbox: Sandbox
) -> None:
    desk.to_shared("Agreed.")
    desk.send()
    desk.to_channel("Not out yet.")

    assert clear(desk) == 0
    assert texts(sandbox, "C0SHARED") == ["Agreed."]
