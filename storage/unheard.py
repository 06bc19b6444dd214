"""Nudges whose message never arrived, or nobody knows whether it did."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col, select

from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState


def wait_again(
    session: Session, *, workspace_id: UUID, outbox_ids: Sequence[UUID], rules: Collection[str]
) -> None:
    """Let the open nudges of these rules wait for another message than these."""
    if not outbox_ids:
        return
    statement = update(Nudge).where(
        col(Nudge.workspace_id) == workspace_id,
        col(Nudge.outbox_id).in_(outbox_ids),
        col(Nudge.acted_at).is_(None),
        col(Nudge.rule).in_(rules),
    )
    session.execute(statement.values(outbox_id=None))


def of_lost_messages(session: Session, *, workspace_id: UUID) -> list[Nudge]:
    """Return the open nudges of messages of which nobody will ever know whether they arrived."""
    statement = (
        select(Nudge)
        .join(Outbox, col(Outbox.id) == col(Nudge.outbox_id))
        .where(
            col(Outbox.workspace_id) == workspace_id,
            col(Outbox.state) == OutboxState.UNKNOWN,
            col(Outbox.finished_at).is_not(None),
            col(Nudge.acted_at).is_(None),
        )
        .order_by(col(Nudge.id))
    )
    return list(session.exec(statement))


def unsaid(rules: ColumnElement[bool], too_old: ColumnElement[bool]) -> tuple[Any, ...]:
    """Return what says of a nudge of ``rules`` that its message will not go out any more."""
    never = or_(
        col(Outbox.state) == OutboxState.FAILED,
        (col(Outbox.state) == OutboxState.SKIPPED) & too_old,
    )
    return rules, col(Nudge.acted_at).is_(None), col(Outbox.id) == col(Nudge.outbox_id), never


def of_unsent_messages(
    session: Session, *, workspace_id: UUID, rules: Collection[str], too_old: str
) -> list[UUID]:
    """Return the messages with open nudges of these rules that were too old, or failed."""
    conditions = unsaid(col(Nudge.rule).in_(rules), col(Outbox.reason) == too_old)
    statement = select(Outbox.id).where(col(Nudge.workspace_id) == workspace_id, *conditions)
    return list(session.exec(statement.distinct()))
