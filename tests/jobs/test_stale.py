"""What nobody sent in time: skipped with its reason, and said anew where it still matters."""

from datetime import timedelta

from sqlmodel import Session

from bot.flows import stale
from bot.rules.audience import Audience
from storage.nudges import waiting_for_morning
from storage.outbox import OutboxState
from tests.factories import (
    NOW,
    make_goal,
    make_nudge,
    make_outbox,
    make_partner,
    make_person,
    make_workspace,
)


def test_only_what_is_too_old_is_skipped_and_says_so(session: Session) -> None:
    workspace = make_workspace(session)
    nadia = make_person(session, workspace)
    old, fresh, timeless = (
        make_outbox(
            session,
            workspace,
            audience=Audience.INTERNAL,
            person_id=nadia.id,
            due_at=NOW - timedelta(days=2),
            expires_at=expires_at,
        )
        for expires_at in (NOW - timedelta(days=1), NOW + timedelta(hours=1), None)
    )

    assert stale.let_go(session, workspace_id=workspace.id, now=NOW) == 1
    assert stale.let_go(session, workspace_id=workspace.id, now=NOW) == 0

    session.refresh(old)
    assert (old.state, old.reason, old.finished_at) == (OutboxState.SKIPPED, "too old", NOW)
    assert fresh.state is timeless.state is OutboxState.PENDING


def test_asks_of_a_morning_nobody_saw_wait_for_the_next(session: Session) -> None:
    workspace = make_workspace(session)
    nadia = make_person(session, workspace)
    goal = make_goal(session, make_partner(session, workspace), owner=nadia)
    old = make_outbox(
        session,
        workspace,
        audience=Audience.INTERNAL,
        person_id=nadia.id,
        due_at=NOW - timedelta(days=2),
        expires_at=NOW - timedelta(days=1),
    )
    told = {
        rule: make_nudge(
            session, workspace, subject=("goal", goal.id), outbox=old, recipient=nadia, rule=rule
        )
        for rule in ("ask", "pace_off_track", "kickoff_first")
    }

    stale.let_go(session, workspace_id=workspace.id, now=NOW)

    session.expire_all()
    assert waiting_for_morning(session, workspace_id=workspace.id) == [
        told["ask"],
        told["kickoff_first"],
    ]


def test_what_stood_in_a_message_that_was_lost_for_good_is_offered_once_more(
    session: Session,
) -> None:
    workspace = make_workspace(session)
    nadia = make_person(session, workspace)
    goal = make_goal(session, make_partner(session, workspace), owner=nadia)
    facts = {"audience": Audience.INTERNAL, "person_id": nadia.id, "state": OutboxState.UNKNOWN}
    lost = make_outbox(session, workspace, finished_at=NOW, **facts)
    looked_for = make_outbox(session, workspace, finished_at=None, **facts)
    told = [
        make_nudge(session, workspace, subject=("goal", goal.id), outbox=row, recipient=nadia)
        for row in (lost, looked_for)
    ]

    stale.let_go(session, workspace_id=workspace.id, now=NOW)
    stale.let_go(session, workspace_id=workspace.id, now=NOW)

    session.expire_all()
    assert waiting_for_morning(session, workspace_id=workspace.id) == [told[0]]
    assert lost.state is OutboxState.UNKNOWN
