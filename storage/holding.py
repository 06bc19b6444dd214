"""Holding several rows before the first of them is changed, so that nobody waits in a circle.

Everybody takes them in one order: the workspace, people, partners; then goals, then
commitments, each by id; then messages, by id; and at last the head of the audit trail. SQLite
has one writer at a time, and holds nothing.
"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.asked import GONE_OUT, WAITING
from storage.commitments import Commitment
from storage.goals import Goal
from storage.nudges import Nudge
from storage.outbox import Outbox
from storage.partners import Partner


def rows(session: Session, ids: SelectOfScalar[UUID]) -> None:
    """Hold the rows of one table whose ids are selected."""
    [its_id] = ids.selected_columns
    # Not FOR UPDATE: rows that point at these would have to wait.
    session.exec(ids.order_by(its_id).with_for_update(key_share=True)).all()


def partner(session: Session, *, workspace_id: UUID, partner_id: UUID) -> None:
    """Hold a partner with all its goals and commitments."""
    rows(session, select(Partner.id).where(col(Partner.id) == partner_id))
    for table in (Goal, Commitment):
        within = col(table.workspace_id) == workspace_id
        rows(session, select(table.id).where(within, col(table.partner_id) == partner_id))


def posts(session: Session, *, workspace_id: UUID, about: Collection[UUID]) -> None:
    """Hold the messages that asked about these things, those that wait and those that went."""
    carrying = select(Nudge.outbox_id).where(
        col(Nudge.workspace_id) == workspace_id,
        col(Nudge.subject_id).in_(about),
        col(Nudge.acted_at).is_(None),
    )
    asking = select(Outbox.id).where(
        col(Outbox.workspace_id) == workspace_id,
        col(Outbox.state).in_(WAITING + GONE_OUT),
        or_(col(Outbox.subject_id).in_(about), col(Outbox.id).in_(carrying)),
    )
    rows(session, asking)
