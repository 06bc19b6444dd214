"""What nobody sent in time: skipped with its reason, and said anew where it still matters."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.delivery.letters import TOO_OLD
from bot.flows.daily import message as daily
from bot.flows.daily.waiting import SAID_ANEW
from bot.flows.nudges import stale
from bot.jobs.due import needless
from bot.rules.audience import Audience
from bot.rules.pace import Band
from storage.nudges import Nudge, in_message, waiting_for_morning
from storage.outbox import Outbox, OutboxState
from tests.factories import (
    NOW,
    make_goal,
    make_nudge,
    make_outbox,
    make_partner,
    make_person,
    make_workspace,
)

TOMORROW = NOW + timedelta(days=1)


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
        for expires_at in (NOW, NOW + timedelta(seconds=1), None)
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


@pytest.mark.parametrize(
    ("state", "reason", "waits"),
    [
        pytest.param(OutboxState.SKIPPED, TOO_OLD, True, id="found too old by the sender first"),
        pytest.param(OutboxState.FAILED, "http_503", True, id="given up"),
        pytest.param(OutboxState.SKIPPED, "settled", False, id="settled"),
        pytest.param(OutboxState.SENT, None, False, id="sent"),
    ],
)
def test_an_ask_waits_for_the_next_morning_whoever_found_that_its_message_never_goes(
    session: Session, state: OutboxState, reason: str | None, waits: bool
) -> None:
    workspace = make_workspace(session)
    nadia = make_person(session, workspace)
    goal = make_goal(session, make_partner(session, workspace), owner=nadia)
    message = make_outbox(
        session,
        workspace,
        audience=Audience.INTERNAL,
        person_id=nadia.id,
        state=state,
        reason=reason,
        finished_at=NOW,
    )
    ask = make_nudge(
        session,
        workspace,
        subject=("goal", goal.id),
        outbox=message,
        recipient=nadia,
        rule="ask",
    )

    assert ("stale" not in needless(session, workspace_id=workspace.id, now=NOW)) is waits
    stale.let_go(session, workspace_id=workspace.id, now=NOW)

    session.expire_all()
    assert waiting_for_morning(session, workspace_id=workspace.id) == ([ask] if waits else [])
    assert "stale" in needless(session, workspace_id=workspace.id, now=NOW)


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
    assert waiting_for_morning(session, workspace_id=workspace.id) == []  # perhaps it was said

    stale.let_go(session, workspace_id=workspace.id, now=TOMORROW)
    stale.let_go(session, workspace_id=workspace.id, now=TOMORROW)

    session.expire_all()
    assert waiting_for_morning(session, workspace_id=workspace.id) == [told[0]]
    assert lost.state is OutboxState.UNKNOWN


def test_of_a_lost_message_the_daily_one_says_what_still_holds_and_the_record_why_not(
    session: Session,
) -> None:
    workspace = make_workspace(session)
    nadia = make_person(session, workspace)
    partner = make_partner(session, workspace, owner=nadia)
    unagreed = make_goal(session, partner, owner=nadia, agreed_theirs_on=None)
    slipped = make_goal(session, partner, owner=nadia, metric="Leads", band=Band.OFF_TRACK)
    facts = {"audience": Audience.INTERNAL, "person_id": nadia.id, "state": OutboxState.UNKNOWN}
    lost = make_outbox(session, workspace, finished_at=NOW, **facts)
    agree, slip = (
        make_nudge(
            session, workspace, subject=("goal", goal.id), outbox=lost, recipient=nadia, rule=rule
        )
        for goal, rule in ((unagreed, "agree"), (slipped, "slip_off_track"))
    )

    stale.let_go(session, workspace_id=workspace.id, now=TOMORROW)
    session.expire_all()
    daily.send(session, workspace_id=workspace.id, now=TOMORROW)

    [message] = session.exec(select(Outbox).where(Outbox.rule == "daily"))
    carried = {(one.subject_id, one.rule) for one in _carried(session, message)}
    assert carried == {(unagreed.id, "agree"), (slipped.id, "pace_off_track")}
    assert agree.outbox_id == message.id
    assert slip.skipped_reason == SAID_ANEW


def _carried(session: Session, message: Outbox) -> list[Nudge]:
    return in_message(session, workspace_id=message.workspace_id, outbox_id=message.id)
