"""Putting to rest: what nobody is to be asked about any more, from now on and in what waits."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from bot.flows.nudges.settling import render_waiting
from storage import commitments, goals
from storage.nudges import SNOOZE, Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import Partner


def partner(session: Session, parked: Partner, *, now: datetime) -> None:
    """Ask about nothing of the partner's any more, until it is woken."""
    workspace_id, partner_id = parked.workspace_id, parked.id
    promises = commitments.of_partner(session, workspace_id=workspace_id, partner_id=partner_id)
    numbers = goals.of_partner(session, workspace_id=workspace_id, partner_id=partner_id)
    ids = [each.id for each in (*promises, *numbers)]
    things(session, workspace_id=workspace_id, subject_ids=ids, action="parked", now=now)


def things(
    session: Session,
    *,
    workspace_id: UUID,
    subject_ids: Collection[UUID],
    action: str,
    now: datetime,
) -> None:
    """End the nudges about these things; a message that waits goes without them, or not at all.

    What stands in Slack already is left as it is.
    """
    statement = select(Nudge).where(
        col(Nudge.workspace_id) == workspace_id,
        col(Nudge.subject_id).in_(subject_ids),
        col(Nudge.acted_at).is_(None),
        col(Nudge.rule) != SNOOZE,
    )
    messages: set[UUID] = set()
    for nudge in session.exec(statement):
        nudge.acted_at, nudge.action = now, action
        session.add(nudge)
        messages |= {nudge.outbox_id} if nudge.outbox_id else set()
    session.flush()
    waiting = select(Outbox).where(
        col(Outbox.id).in_(messages),
        col(Outbox.state).in_([OutboxState.PENDING, OutboxState.HELD]),
    )
    for row in session.exec(waiting.order_by(col(Outbox.id)).with_for_update()).all():
        render_waiting(session, row, now=now, reason=action)
