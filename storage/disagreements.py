"""Disagreements: where both sides see something differently, in the words of each."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, Session, col, select

from storage.columns import Scoped

TOPIC, GOAL = "topic", "goal"


class Disagreement(Scoped, table=True):
    """One thing both sides see differently; open until somebody writes down how it ended."""

    __table_args__ = (Index("ix_disagreement_subject_id_closed_at", "subject_id", "closed_at"),)

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    subject_kind: str  # topic or goal
    subject_id: UUID
    title: str
    ours: str = ""
    ours_by: UUID | None = Field(default=None, foreign_key="person.id")
    ours_at: datetime | None = None
    theirs: str = ""
    theirs_by: UUID | None = Field(default=None, foreign_key="person.id")
    theirs_at: datetime | None = None
    decide_on: date | None = None
    opened_at: datetime
    closed_at: datetime | None = None
    outcome: str | None = None


def open_about(session: Session, *, workspace_id: UUID, subject_id: UUID) -> Disagreement | None:
    """Return the open disagreement about a thing."""
    statement = select(Disagreement).where(
        col(Disagreement.workspace_id) == workspace_id,
        col(Disagreement.subject_id) == subject_id,
        col(Disagreement.closed_at).is_(None),
    )
    return session.exec(statement).first()


def open_of(session: Session, *, workspace_id: UUID, partner_id: UUID) -> list[Disagreement]:
    """Return what is open between both sides, the oldest first."""
    statement = (
        select(Disagreement)
        .where(
            col(Disagreement.workspace_id) == workspace_id,
            col(Disagreement.partner_id) == partner_id,
            col(Disagreement.closed_at).is_(None),
        )
        .order_by(col(Disagreement.opened_at), col(Disagreement.id))
    )
    return list(session.exec(statement))


def open_by_subject(
    session: Session, *, workspace_id: UUID, subject_ids: Collection[UUID]
) -> dict[UUID, Disagreement]:
    """Return the open disagreements about these things, by the thing."""
    statement = select(Disagreement).where(
        col(Disagreement.workspace_id) == workspace_id,
        col(Disagreement.subject_id).in_(list(subject_ids)),
        col(Disagreement.closed_at).is_(None),
    )
    return {row.subject_id: row for row in session.exec(statement)}
