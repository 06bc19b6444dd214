"""The pulse: one question a quarter, answered by people of both sides; the answers are ours."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint, exists
from sqlmodel import Field, Session, col, or_, select

from storage.columns import Scoped, words
from storage.outbox import Outbox, OutboxState
from storage.people import Side


class Pulse(Scoped, table=True):
    """The question as it was asked of one partner in one quarter."""

    __table_args__ = (UniqueConstraint("partner_id", "quarter"),)

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    quarter: str  # "2026-Q4"
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")  # None: the clock
    asked_at: datetime
    again_at: datetime | None = None  # put once more, since it was skipped the first time


class PulseAnswer(Scoped, table=True):
    """What one person answered; a second answer in the quarter replaces the first."""

    __table_args__ = (UniqueConstraint("pulse_id", "person_id"),)

    pulse_id: UUID = Field(foreign_key="pulse.id")
    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    side: Side = Field(sa_type=words(Side))
    score: int  # 1-5
    word: str = ""
    answered_at: datetime


def of_id(session: Session, *, workspace_id: UUID, pulse_id: UUID | None) -> Pulse | None:
    """Return the pulse with that id."""
    statement = select(Pulse).where(
        col(Pulse.workspace_id) == workspace_id, col(Pulse.id) == pulse_id
    )
    return session.exec(statement).one_or_none()


def of_quarter(
    session: Session, *, workspace_id: UUID, partner_id: UUID, quarter: str
) -> Pulse | None:
    """Return the partner's pulse of a quarter, if it was asked."""
    statement = select(Pulse).where(
        col(Pulse.workspace_id) == workspace_id,
        col(Pulse.partner_id) == partner_id,
        col(Pulse.quarter) == quarter,
    )
    return session.exec(statement).one_or_none()


def answer_of(
    session: Session, *, workspace_id: UUID, pulse_id: UUID, person_id: UUID
) -> PulseAnswer | None:
    """Return what a person answered."""
    statement = select(PulseAnswer).where(
        col(PulseAnswer.workspace_id) == workspace_id,
        col(PulseAnswer.pulse_id) == pulse_id,
        col(PulseAnswer.person_id) == person_id,
    )
    return session.exec(statement).one_or_none()


def asked_in(
    session: Session, *, workspace_id: UUID, quarter: str, rule: str, too_old: str
) -> set[UUID]:
    """Return the partners who were asked in a quarter.

    Not so who never read it: a question, by this rule, that was skipped for this reason and not
    put again.
    """
    skipped = exists().where(
        col(Outbox.workspace_id) == col(Pulse.workspace_id),
        col(Outbox.subject_id) == col(Pulse.partner_id),
        col(Outbox.rule) == rule,
        col(Outbox.created_at) >= col(Pulse.asked_at),
        col(Outbox.state) == OutboxState.SKIPPED,
        col(Outbox.reason) == too_old,
    )
    statement = select(Pulse.partner_id).where(
        col(Pulse.workspace_id) == workspace_id,
        col(Pulse.quarter) == quarter,
        or_(col(Pulse.again_at).is_not(None), ~skipped),
    )
    return set(session.exec(statement))
