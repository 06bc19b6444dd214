"""Counts of the whole database, for whoever watches over the bot."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import case, literal_column
from sqlmodel import Session, col, func, select

from storage.nudges import SNOOZE, Nudge
from storage.outbox import Outbox, OutboxState, SendingLease


def outbox_by_state(session: Session) -> dict[OutboxState, int]:
    """Return how many messages are in each state, also where there are none."""
    rows = session.exec(select(Outbox.state, func.count()).group_by(col(Outbox.state)))
    counts = dict.fromkeys(OutboxState, 0)
    for state, count in rows:
        counts[OutboxState(state)] = count
    return counts


def oldest_due(session: Session, *, now: datetime) -> datetime | None:
    """Return since when the oldest message that is due has waited."""
    statement = select(func.min(Outbox.due_at)).where(
        col(Outbox.state) == OutboxState.PENDING, col(Outbox.due_at) <= now
    )
    return session.exec(statement).one()


def leases(session: Session) -> list[tuple[UUID, datetime]]:
    """Return until when each workspace is taken by a process that sends for it."""
    statement = select(SendingLease.workspace_id, SendingLease.expires_at)
    return list(session.exec(statement.order_by(col(SendingLease.workspace_id))))


def nudges_by_rule_and_action(session: Session) -> list[tuple[str, str, int]]:
    """Return how many nudges of each rule ended how: an action, "skipped" or "open"."""
    ended = case(
        (col(Nudge.action).is_not(None), col(Nudge.action)),
        (col(Nudge.skipped_reason).is_not(None), literal_column("'skipped'")),
        else_=literal_column("'open'"),
    )
    statement = (
        select(Nudge.rule, ended, func.count())
        .where(col(Nudge.rule) != SNOOZE)
        .group_by(col(Nudge.rule), ended)
        .order_by(col(Nudge.rule), ended)
    )
    return [(rule, action, count) for rule, action, count in session.exec(statement)]
