"""Commitments: who promised what by when, and every move of the date."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, Session, col, select

from bot.rules.commitments import OPEN, CommitmentState
from storage.columns import AT_ONCE, Scoped, words
from storage.lookup import ById
from storage.people import Side


class Commitment(Scoped, table=True):
    """One promise with one owner; the due date ends in the owner's own day."""

    __table_args__ = (
        Index(
            "ix_commitment_workspace_id_state_due_on_ladder_at",
            "workspace_id",
            "state",
            "due_on",
            "ladder_at",
        ),
    )

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    kickoff_id: UUID | None = Field(default=None, foreign_key="kickoff.id")
    title: str
    side: Side = Field(sa_type=words(Side))
    owner_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    due_on: date
    accepted_due_on: date | None = None  # what the kept rate is judged against
    test_of_done: str | None = None
    state: CommitmentState = Field(default=CommitmentState.PROPOSED, sa_type=words(CommitmentState))
    blocked_kind: str | None = None
    unblocker: str | None = None  # who can unblock, in words
    blocked_on: date | None = None
    done_on: date | None = None  # owner's local date
    closed_at: datetime | None = None
    close_reason: str | None = None  # declined or dropped: why
    dropped_by_agreement: bool = False
    snoozed_until: datetime | None = None
    snoozes: int = 0
    ladder_at: datetime = AT_ONCE  # when its ladder is looked at again; storage.again resets it
    permalink: str | None = None  # the message it was made from
    source: str = "by hand"
    source_ref: str | None = None
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    accepted_by: UUID | None = Field(default=None, foreign_key="person.id")
    accepted_at: datetime | None = None
    created_at: datetime


_BY_ID = ById(Commitment)


class CommitmentMove(Scoped, table=True):
    """One change of a due date; before the date it is renegotiation, not a miss."""

    commitment_id: UUID = Field(foreign_key="commitment.id", index=True)
    from_on: date
    to_on: date
    before_due: bool
    reason: str | None = None
    moved_by: UUID | None = Field(default=None, foreign_key="person.id")
    moved_at: datetime


def of_id(
    session: Session, *, workspace_id: UUID, commitment_id: UUID | None, lock: bool = False
) -> Commitment | None:
    """Return the commitment with that id; with ``lock`` nobody else changes it meanwhile."""
    find = _BY_ID.locked if lock else _BY_ID.one
    return find(session, workspace_id=workspace_id, row_id=commitment_id)


def open_owned_by(session: Session, *, workspace_id: UUID, person_id: UUID) -> list[Commitment]:
    """Return what a person still owes or was asked for, the earliest date first."""
    statement = (
        select(Commitment)
        .where(
            col(Commitment.workspace_id) == workspace_id,
            col(Commitment.owner_id) == person_id,
            col(Commitment.state).in_(OPEN),
        )
        .order_by(col(Commitment.due_on), col(Commitment.id))
    )
    return list(session.exec(statement))


def of_partner(
    session: Session, *, workspace_id: UUID, partner_id: UUID, only_open: bool = True
) -> list[Commitment]:
    """Return the commitments of both sides, the earliest date first."""
    statement = (
        select(Commitment)
        .where(
            col(Commitment.workspace_id) == workspace_id,
            col(Commitment.partner_id) == partner_id,
        )
        .order_by(col(Commitment.due_on), col(Commitment.id))
    )
    if only_open:
        statement = statement.where(col(Commitment.state).in_(OPEN))
    return list(session.exec(statement))
