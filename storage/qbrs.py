"""Quarterly business reviews, and where each one stands."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Scoped
from storage.partners import Partner


class Qbr(Scoped, table=True):
    """One review with a partner on a date; each step is stamped when it was enqueued."""

    __table_args__ = (UniqueConstraint("partner_id", "held_on"),)

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    held_on: date
    chased_at: datetime | None = None  # 14 days before: missing numbers
    drafted_at: datetime | None = None  # 7 days before: pack to the owner
    posted_at: datetime | None = None  # 1 day before: summary in the channel
    followed_up_at: datetime | None = None  # 1 day after: new commitments
    edition: int = 0  # of its pages: what has to be said anew is said under a new key
    called_off_at: datetime | None = None  # it did not take place on its day
    created_at: datetime


class NextQbr(NamedTuple):
    """A partner's next review."""

    partner_id: UUID
    partner: str
    held_on: date


def in_window(
    session: Session, *, workspace_id: UUID, first: date, last: date
) -> list[tuple[Qbr, Partner]]:
    """Return the reviews held from ``first`` to ``last`` that are not done with, soonest first."""
    statement = (
        select(Qbr, Partner)
        .join(Partner, col(Partner.id) == col(Qbr.partner_id))
        .where(
            col(Qbr.workspace_id) == workspace_id,
            col(Qbr.held_on).between(first, last),
            col(Qbr.followed_up_at).is_(None),
            col(Qbr.called_off_at).is_(None),
        )
        .order_by(col(Qbr.held_on), col(Qbr.id))
    )
    return [(qbr, partner) for qbr, partner in session.exec(statement)]


def next_of(session: Session, *, workspace_id: UUID, partner_id: UUID, today: date) -> Qbr | None:
    """Return the partner's next review, one of today included."""
    return session.exec(
        _of(workspace_id, partner_id)
        .where(col(Qbr.held_on) >= today)
        .order_by(col(Qbr.held_on))
        .limit(1)
    ).first()


def of_day(session: Session, *, workspace_id: UUID, partner_id: UUID, day: date) -> Qbr | None:
    """Return the partner's review of a day, one that was called off included."""
    return session.exec(
        select(Qbr).where(
            col(Qbr.workspace_id) == workspace_id,
            col(Qbr.partner_id) == partner_id,
            col(Qbr.held_on) == day,
        )
    ).first()


def of_id(session: Session, *, workspace_id: UUID, qbr_id: UUID | None) -> Qbr | None:
    """Return the review, locked; None for one of another workspace."""
    return session.exec(
        select(Qbr)
        .where(col(Qbr.workspace_id) == workspace_id, col(Qbr.id) == qbr_id)
        .with_for_update()
    ).first()


def previous_of(
    session: Session, *, workspace_id: UUID, partner_id: UUID, before: date
) -> Qbr | None:
    """Return the partner's newest review before a date."""
    return session.exec(
        _of(workspace_id, partner_id)
        .where(col(Qbr.held_on) < before)
        .order_by(col(Qbr.held_on).desc())
        .limit(1)
    ).first()


def upcoming(
    session: Session, *, workspace_id: UUID, owner_id: UUID, today: date, limit: int
) -> list[NextQbr]:
    """Return the next reviews of the partners a person owns, soonest first."""
    rows = session.execute(
        select_columns(col(Qbr.partner_id), col(Partner.name), col(Qbr.held_on))
        .join(Partner, col(Partner.id) == col(Qbr.partner_id))
        .where(
            col(Qbr.workspace_id) == workspace_id,
            col(Partner.owner_id) == owner_id,
            col(Qbr.held_on) >= today,
            col(Qbr.called_off_at).is_(None),
        )
        .order_by(col(Qbr.held_on), col(Partner.name))
        .limit(limit)
    )
    return [NextQbr(*row) for row in rows]


def _of(workspace_id: UUID, partner_id: UUID) -> SelectOfScalar[Qbr]:
    return select(Qbr).where(
        col(Qbr.workspace_id) == workspace_id,
        col(Qbr.partner_id) == partner_id,
        col(Qbr.called_off_at).is_(None),
    )
