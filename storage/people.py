"""People: ours and the partners'."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, Session, col, select

from storage.columns import Json, Scoped, words
from storage.lookup import ById


class Side(StrEnum):
    """Who a promise or a person belongs to."""

    OURS = "ours"
    THEIRS = "theirs"


class Person(Scoped, table=True):
    """Someone who owns, promises or acts; without a Slack id while known only by name."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "slack_user_id"),
        # Not unique: two people may have one name.
        Index("ix_person_workspace_id_name_key", "workspace_id", "name_key"),
    )

    name: str
    name_key: str  # normalised name, see storage.partners.name_key
    side: Side = Field(sa_type=words(Side))
    partner_id: UUID | None = Field(default=None, foreign_key="partner.id", index=True)  # theirs
    slack_user_id: str | None = None
    is_internal: bool = False  # verified by users.info at checked_at; False until then
    is_admin: bool = False
    only_looks: bool = False  # one of us whom an admin lets look and not act
    is_active: bool = True
    checked_at: datetime | None = None
    zone: str = "UTC"  # IANA name
    working_days: str = "12345"  # ISO weekdays, 1 = Monday
    country: str | None = None  # ISO 3166-1 alpha-2, for holidays
    daily_hour: int | None = None  # local hour of the daily message; None: the workspace's
    muted: Json = Field(default_factory=dict, sa_type=JSON)  # kind of nudge to its last day, or ""
    away_from: date | None = None  # local dates, both ends included
    away_to: date | None = None
    dm_channel_id: str | None = None  # the D... channel chat.postMessage returned
    last_daily_on: date | None = None  # local date of the newest daily message
    last_daily_at: datetime | None = None
    last_daily_zone: str | None = None  # where the person was then; moving waits 20 h


_BY_ID = ById(Person)


def of_id(session: Session, *, workspace_id: UUID, person_id: UUID | None) -> Person | None:
    """Return the person with that id."""
    return _BY_ID.one(session, workspace_id=workspace_id, row_id=person_id)


def of_slack_id(session: Session, *, workspace_id: UUID, slack_user_id: str) -> Person | None:
    """Return the person behind a Slack user."""
    statement = select(Person).where(
        col(Person.workspace_id) == workspace_id, col(Person.slack_user_id) == slack_user_id
    )
    return session.exec(statement).one_or_none()


def of_slack_ids(
    session: Session, *, workspace_id: UUID, slack_user_ids: Collection[str]
) -> dict[str, Person]:
    """Return the people behind Slack users, by Slack user id."""
    statement = select(Person).where(
        col(Person.workspace_id) == workspace_id, col(Person.slack_user_id).in_(slack_user_ids)
    )
    return {person.slack_user_id or "": person for person in session.exec(statement)}


def named(
    session: Session, *, workspace_id: UUID, key: str, partner_id: UUID | None
) -> list[Person]:
    """Return everybody of that name and side; those known to Slack first, then the oldest.

    ``partner_id`` is None for our own people.
    """
    statement = (
        select(Person)
        .where(
            col(Person.workspace_id) == workspace_id,
            col(Person.name_key) == key,
            col(Person.partner_id).is_(None)
            if partner_id is None
            else col(Person.partner_id) == partner_id,
        )
        .order_by(col(Person.slack_user_id).is_(None), col(Person.id))
    )
    return list(session.exec(statement))


def lookers(session: Session, *, workspace_id: UUID) -> list[Person]:
    """Return our people who only look, by name."""
    statement = (
        select(Person)
        .where(col(Person.workspace_id) == workspace_id, col(Person.only_looks).is_(True))
        .where(col(Person.side) == Side.OURS, col(Person.slack_user_id).is_not(None))
        .order_by(col(Person.name_key))
    )
    return list(session.exec(statement))


def some_of_partner(
    session: Session, *, workspace_id: UUID, partner_id: UUID, limit: int
) -> list[Person]:
    """Return at most so many of a partner's people who are in Slack, the first known first."""
    statement = (
        select(Person)
        .where(
            col(Person.workspace_id) == workspace_id,
            col(Person.partner_id) == partner_id,
            col(Person.slack_user_id).is_not(None),
            col(Person.is_active).is_(True),
        )
        .order_by(col(Person.id))
        .limit(limit)
    )
    return list(session.exec(statement))


def of_ids(
    session: Session, *, workspace_id: UUID, person_ids: Iterable[UUID | None]
) -> dict[UUID, Person]:
    """Return the people with those ids, by id."""
    return _BY_ID.some(session, workspace_id=workspace_id, row_ids=person_ids)
