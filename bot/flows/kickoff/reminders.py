"""Reminders around a kickoff: not held yet, a topic due, a partner who holds back.

Each fact is written down once, and read as a line of its receiver's next daily message.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from bot.delivery.outbox import Intent, update_internal
from bot.flows.daily import message as daily
from bot.flows.kickoff.due import NOT_HELD, TOPIC_DUE, Due, Subject, due_of, subjects
from bot.flows.nudges import settling as nudges
from bot.flows.nudges.receivers import NOBODY, load
from bot.flows.workspace import limits
from storage import kickoffs
from storage import nudges as stored
from storage.columns import new_id
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState

SETTLED = "kickoff_settled"


def may_be_due(session: Session, *, workspace_id: UUID, now: datetime) -> list[Subject]:
    """Return what there may be to be reminded of, to be noted all at once or in parts."""
    return subjects(session, workspace_id, limits.of(session, workspace_id), now)


def note(session: Session, about: Sequence[Subject], *, workspace_id: UUID, now: datetime) -> int:
    """Put what is due about these into the next daily messages; return how many facts."""
    people = load(session, workspace_id=workspace_id)
    due = [due_of(session, subject, people, now) for subject in about]
    facts = {fact.key: fact for fact in due if fact is not None}
    said = kickoffs.said(session, workspace_id=workspace_id, keys=facts.keys())
    new = [_nudge(fact, workspace_id, now) for key, fact in facts.items() if key not in said]
    stored.record(session, new)
    return sum(one.skipped_reason is None for one in new)


def settle(session: Session, *, workspace_id: UUID, subject_id: UUID, now: datetime) -> None:
    """End the reminders about a partner's kickoff or a topic, and rewrite what named them."""
    statement = select(Nudge).where(
        col(Nudge.workspace_id) == workspace_id,
        col(Nudge.subject_id) == subject_id,
        col(Nudge.rule).in_([*NOT_HELD.values(), TOPIC_DUE]),
        col(Nudge.acted_at).is_(None),
    )
    messages: set[UUID] = set()
    for nudge in session.exec(statement):
        nudge.acted_at, nudge.action = now, "done"
        session.add(nudge)
        messages |= {nudge.outbox_id} if nudge.outbox_id else set()
    session.flush()
    # Locked: what waits must not be claimed while it is rendered anew.
    carrying = select(Outbox).where(col(Outbox.id).in_(messages)).with_for_update()
    for row in session.exec(carrying.order_by(col(Outbox.id))).all():
        if row.state in {OutboxState.PENDING, OutboxState.HELD}:
            nudges.render_waiting(session, row, now=now)
        elif row.state in {OutboxState.SENDING, OutboxState.SENT, OutboxState.UNKNOWN}:
            _say_so(session, row, now)


def _say_so(session: Session, row: Outbox, now: datetime) -> None:
    intent = Intent(
        workspace_id=row.workspace_id,
        key=f"{SETTLED}|{row.id}|{new_id()}",
        rule=SETTLED,
        why="The kickoff or the topic is written down, so the message that asked says so.",
        now=now,
    )
    message = daily.rewrite(session, outbox_id=row.id, now=now)
    update_internal(session, message, of=row.id, intent=intent)


def _nudge(fact: Due, workspace_id: UUID, now: datetime) -> Nudge:
    return Nudge(
        workspace_id=workspace_id,
        key=fact.key,
        rule=fact.rule,
        subject_kind=fact.subject[0],
        subject_id=fact.subject[1],
        recipient_id=fact.receiver.id if fact.receiver else None,
        local_on=fact.local_on,
        skipped_reason=None if fact.receiver else NOBODY,
        created_at=now,
    )
