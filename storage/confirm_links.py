"""Links by which somebody without Slack reads a kickoff and answers it, once."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from storage.columns import Scoped, words

UNVERIFIED = " (by link, unverified)"  # ends the name of a person who only answered a link


class LinkAnswer(StrEnum):
    """What was answered by a link."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"


class ConfirmLink(Scoped, table=True):
    """One link to one kickoff. Its id in the address is kept as a hash only."""

    __table_args__ = (UniqueConstraint("token_hash"),)

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    kickoff_id: UUID = Field(foreign_key="kickoff.id", index=True)
    token_hash: str
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime
    expires_at: datetime
    revoked_by: UUID | None = Field(default=None, foreign_key="person.id")
    revoked_at: datetime | None = None
    answer: LinkAnswer | None = Field(default=None, sa_type=words(LinkAnswer))
    answered_at: datetime | None = None
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")
    role: str | None = None
    reason: str | None = None  # why it was declined


def of_hash(session: Session, *, token_hash: str, lock: bool = False) -> ConfirmLink | None:
    """Return the link whose address this is; the address alone says whose it is."""
    statement = select(ConfirmLink).where(col(ConfirmLink.token_hash) == token_hash)
    return session.exec(statement.with_for_update() if lock else statement).one_or_none()


def of_id(session: Session, *, workspace_id: UUID, link_id: UUID | None) -> ConfirmLink | None:
    """Return the link with that id."""
    statement = select(ConfirmLink).where(
        col(ConfirmLink.workspace_id) == workspace_id, col(ConfirmLink.id) == link_id
    )
    return session.exec(statement).one_or_none()


def usable(
    session: Session, *, workspace_id: UUID, kickoff_id: UUID, now: datetime
) -> list[ConfirmLink]:
    """Return the kickoff's links that can still be answered, the oldest first."""
    statement = (
        select(ConfirmLink)
        .where(
            col(ConfirmLink.workspace_id) == workspace_id,
            col(ConfirmLink.kickoff_id) == kickoff_id,
            col(ConfirmLink.revoked_at).is_(None),
            col(ConfirmLink.answered_at).is_(None),
            col(ConfirmLink.expires_at) > now,
        )
        .order_by(col(ConfirmLink.id))
    )
    return list(session.exec(statement))


def last_answered(session: Session, *, workspace_id: UUID, kickoff_id: UUID) -> ConfirmLink | None:
    """Return the link of the kickoff that was answered last."""
    statement = (
        select(ConfirmLink)
        .where(
            col(ConfirmLink.workspace_id) == workspace_id,
            col(ConfirmLink.kickoff_id) == kickoff_id,
            col(ConfirmLink.answered_at).is_not(None),
        )
        .order_by(col(ConfirmLink.answered_at).desc(), col(ConfirmLink.id).desc())
        .limit(1)
    )
    return session.exec(statement).first()
