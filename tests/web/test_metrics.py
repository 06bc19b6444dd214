"""The numbers for whoever watches over the bot."""

from datetime import timedelta

from sqlmodel import Session

from bot.rules.audience import Audience
from bot.web import metrics
from storage.nudge_quality import by_rule_and_partner, seen
from storage.outbox import OutboxState, SendingLease
from tests.factories import (
    NOW,
    make_commitment,
    make_goal,
    make_nudge,
    make_outbox,
    make_partner,
    make_person,
    make_workspace,
)


def test_every_number_is_there_before_anything_happened(session: Session) -> None:
    said = metrics.text(session, now=NOW, wall=NOW)

    assert 'partner_bot_outbox_messages{state="unknown"} 0\n' in said
    assert "partner_bot_outbox_failed 0\n" in said
    for line in said.splitlines():
        assert line.startswith(("# HELP partner_bot_", "# TYPE partner_bot_", "partner_bot_"))


def test_what_was_sent_refused_and_answered_is_counted(session: Session) -> None:
    workspace = make_workspace(session)
    nadia = make_person(session, workspace)
    partner = make_partner(session, workspace, owner=nadia)
    promise = make_commitment(session, partner, owner=nadia)
    number = make_goal(session, partner, owner=nadia)
    for state in (OutboxState.UNKNOWN, OutboxState.FAILED, OutboxState.FAILED):
        make_outbox(session, workspace, audience=Audience.INTERNAL, person_id=nadia.id, state=state)
    make_outbox(
        session,
        workspace,
        audience=Audience.INTERNAL,
        person_id=nadia.id,
        due_at=NOW - timedelta(minutes=2),
    )
    sent = make_outbox(
        session,
        workspace,
        audience=Audience.INTERNAL,
        person_id=nadia.id,
        state=OutboxState.SENT,
        finished_at=NOW - timedelta(hours=3),
    )
    asked = ("commitment", promise.id)
    for hours in (2, 1):
        make_nudge(
            session,
            workspace,
            subject=asked,
            outbox=sent,
            rule="late_owner",
            action="done",
            acted_at=NOW - timedelta(hours=hours),
        )
    make_nudge(session, workspace, subject=asked, outbox=sent, rule="late_owner")
    make_nudge(session, workspace, subject=asked, rule='odd"rule', skipped_reason="nobody")
    make_nudge(
        session,
        workspace,
        subject=("goal", number.id),
        outbox=sent,
        rule="slip_at_risk",
        action="recovered",
        acted_at=NOW,
    )
    lease = SendingLease(
        workspace_id=workspace.id, holder="x", expires_at=NOW + timedelta(seconds=40)
    )
    session.add(lease)
    session.flush()

    said = metrics.text(session, now=NOW, wall=NOW).splitlines()

    for line in (
        "partner_bot_outbox_unknown 1",
        "partner_bot_outbox_failed 2",
        "partner_bot_outbox_oldest_due_seconds 120",
        f'partner_bot_lease_left_seconds{{workspace="{workspace.id}"}} 40',
        'partner_bot_nudges{rule="late_owner",action="done"} 2',
        'partner_bot_nudges{rule="late_owner",action="open"} 1',
        'partner_bot_nudges{rule="odd\\"rule",action="skipped"} 1',
        'partner_bot_nudges_answered_ratio_by_rule{rule="late_owner"} 0.6666666667',
        'partner_bot_nudge_answer_median_seconds_by_rule{rule="late_owner"} 5400',
        f'partner_bot_nudges_answered_ratio_by_partner{{partner="{partner.id}"}} 0.6666666667',
    ):
        assert line in said
    assert not any("slip_at_risk" in line and "ratio" in line for line in said)


def test_each_workspace_and_partner_is_counted_for_itself(session: Session) -> None:
    workspace = make_workspace(session)
    nadia = make_person(session, workspace)
    mine, other = (make_partner(session, workspace, name=name) for name in ("Acme", "Globex"))
    sent = make_outbox(
        session,
        workspace,
        audience=Audience.INTERNAL,
        person_id=nadia.id,
        state=OutboxState.SENT,
        finished_at=NOW,
    )
    for partner in (mine, other):
        row = make_commitment(session, partner)
        make_nudge(session, workspace, subject=("commitment", row.id), outbox=sent)

    found = seen(session, since=NOW, workspace_id=workspace.id, partner_ids=[mine.id])
    nothing = seen(session, since=NOW, workspace_id=make_workspace(session).id)

    assert set(by_rule_and_partner(found)[1]) == {mine.id}
    assert by_rule_and_partner(nothing) == ({}, {})
