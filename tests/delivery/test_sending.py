from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.delivery import sender
from bot.delivery.outbox import Intent, InternalChannel, post_internal, update_internal
from bot.delivery.recording import Line, record_unsent
from bot.sandbox import Sandbox
from storage.outbox import OutboxState
from storage.people import Person
from storage.workspaces import Workspace
from tests.delivery.conftest import NOW, Build, Desk, dm, internal, texts


def test_what_is_due_is_sent_once(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_channel("Behind.")

    first, second = desk.send(), desk.send()

    assert texts(sandbox, "C0INT") == ["Behind."]
    assert [line.recipient for line in first.lines] == ["channel C0INT"]
    assert second.lines == ()
    sent = desk.row(row)
    assert (sent.state, sent.slack_channel_id) == (OutboxState.SENT, "C0INT")
    assert sent.slack_ts == sandbox.world.messages("C0INT")[0].ts


def test_the_same_key_is_one_message(desk: Desk) -> None:
    desk.to_channel("Behind.", key="nadia|slip|2026-11-25")

    with desk.database.across_workspaces.transaction() as session:
        again = post_internal(
            session,
            internal("Behind, again."),
            InternalChannel(desk.home.internal),
            intent=desk.intent(key="nadia|slip|2026-11-25"),
        )

    assert again is None
    assert len(desk.rows("slip")) == 1


def test_what_is_not_due_yet_waits(desk: Desk, sandbox: Sandbox) -> None:
    desk.to_channel(due_at=NOW + timedelta(hours=1))

    desk.send()
    assert texts(sandbox, "C0INT") == []

    desk.send(NOW + timedelta(hours=1))
    assert texts(sandbox, "C0INT") == ["Behind."]


def test_what_is_too_old_is_skipped_and_says_so(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_channel(expires_at=NOW + timedelta(hours=1))

    desk.send(NOW + timedelta(hours=1))

    assert texts(sandbox, "C0INT") == []
    assert (desk.row(row).state, desk.row(row).reason) == (OutboxState.SKIPPED, "too old")


def test_many_that_do_not_go_are_written_down_a_few_at_a_time(
    desk: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: Counter[object] = Counter()

    def noted(session: Session, *one: Any, **more: Any) -> Line:
        written[session.get_transaction()] += 1
        return record_unsent(session, *one, **more)

    monkeypatch.setattr(sender, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(sender, "record_unsent", noted)
    old = [desk.to_channel(expires_at=NOW) for _ in range(5)]
    desk.to_channel("fresh", due_at=NOW)

    desk.send()

    assert {desk.row(row).state for row in old} == {OutboxState.SKIPPED}
    assert texts(sandbox, "C0INT") == ["fresh"]
    assert (written.total(), max(written.values())) == (5, 2)


def test_what_was_settled_before_it_went_out_is_not_sent(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_channel()
    settled = desk.row(row)
    settled.state, settled.reason = OutboxState.SKIPPED, "done"
    desk.write(lambda session: session.merge(settled))

    desk.send()

    assert texts(sandbox, "C0INT") == []


def test_a_conversation_keeps_its_order_and_urgent_goes_first(desk: Desk, sandbox: Sandbox) -> None:
    for number in range(3):
        desk.to_nadia(f"{number}")
    desk.to_nadia("urgent", urgent=True)

    desk.send()

    assert dm(sandbox, "U0NADIA") == ["urgent", "0", "1", "2"]


def test_a_direct_message_leaves_its_channel_on_the_person(desk: Desk, sandbox: Sandbox) -> None:
    desk.to_nadia()

    desk.send()

    with desk.database.across_workspaces.reading() as session:
        person = session.get_one(Person, desk.home.nadia)
    assert person.dm_channel_id == sandbox.world.dm("U0NADIA").id


def test_a_rewrite_takes_the_message_s_place(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_nadia("Is it done?")
    desk.send()

    with desk.database.across_workspaces.transaction() as session:
        update_internal(session, internal("Ben did it."), of=row, intent=_settled(desk))
    desk.send()

    assert dm(sandbox, "U0NADIA") == ["Ben did it."]


def test_a_rewrite_of_what_still_waits_goes_out_in_its_place(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_nadia("Is it done?")

    with desk.database.across_workspaces.transaction() as session:
        update_internal(session, internal("Ben did it."), of=row, intent=_settled(desk))
    desk.send()

    assert dm(sandbox, "U0NADIA") == ["Ben did it."]
    assert [call.method for call in sandbox.calls].count("chat.update") == 0


def test_only_the_newest_of_several_rewrites_is_sent(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_nadia("Is it done?")
    desk.send()

    for outcome in ("Moved to Friday.", "Ben did it."):
        with desk.database.across_workspaces.transaction() as session:
            update_internal(session, internal(outcome), of=row, intent=_settled(desk))
    desk.send()

    assert dm(sandbox, "U0NADIA") == ["Ben did it."]
    assert [call.method for call in sandbox.calls].count("chat.update") == 1


def test_a_rewrite_of_a_message_that_is_gone_ends_there(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_nadia("Is it done?")
    desk.send()
    sandbox.world.forget(sandbox.world.messages(sandbox.world.dm("U0NADIA").id)[0])

    with desk.database.across_workspaces.transaction() as session:
        rewrite = update_internal(session, internal("Ben did it."), of=row, intent=_settled(desk))
    desk.send()

    assert rewrite is not None
    assert desk.row(rewrite).state is OutboxState.SKIPPED
    assert desk.row(rewrite).reason == "message_not_found"


def test_every_post_carries_an_opaque_key(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_channel()

    desk.send()

    assert sandbox.world.messages("C0INT")[0].metadata == {
        "event_type": "partner_bot",
        "event_payload": {"key": str(row)},
    }


def test_another_process_does_not_send_while_the_lease_is_held(
    desk: Desk, build: Build, sandbox: Sandbox
) -> None:
    holding, other = build(), build()
    desk.to_nadia("first")
    holding._looping = True  # it runs on, so it keeps its lease
    holding.send_due(NOW)
    desk.to_nadia("second")

    other.send_due(NOW)
    assert dm(sandbox, "U0NADIA") == ["first"]

    holding.send_due(NOW)
    assert dm(sandbox, "U0NADIA") == ["first", "second"]


def _settled(desk: Desk) -> Intent:
    return desk.intent(rule="settled", why="It was settled.")


def test_a_workspace_is_written_to_at_the_pace_it_set_itself(desk: Desk) -> None:
    def pace() -> int:
        desk.to_channel()
        desk.send()
        sender = desk.dispatcher._senders[desk.home.workspace]
        return sender.carrier.pace.limits.posts_per_minute

    def set_to(settings: dict[str, str]) -> None:
        def change(session: Session) -> None:
            session.get_one(Workspace, desk.home.workspace).settings = settings

        desk.write(change)

    usual = pace()
    set_to({"posts_per_minute": "90"})
    assert pace() == 90
    set_to({"snoozes": "3"})
    assert pace() == usual


@pytest.mark.parametrize("lost", [False, True])
def test_a_daily_message_that_waited_counts_from_when_it_went(
    desk: Desk, sandbox: Sandbox, lost: bool
) -> None:
    desk.to_nadia("warm up")  # so that there is a conversation to look for it in
    desk.send()
    desk.to_nadia("Good morning.", rule="daily")
    if lost:
        sandbox.faults.lose_answer("chat.postMessage")
    late = NOW + timedelta(hours=3)

    desk.send(late)
    desk.send(late)

    with desk.database.across_workspaces.reading() as session:
        went_at = session.get_one(Person, desk.home.nadia).last_daily_at
    assert went_at is not None
    assert went_at >= late
