"""Slack events already taken, so that each has one effect, and an older one none."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ColumnElement, UniqueConstraint, delete, select
from sqlmodel import Session, col

from storage.columns import Scoped, new_id
from storage.upsert import insert_into

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

NEWEST = "newest"


class SlackEvent(Scoped, table=True):
    """One event_id, written with the event's effect.

    Of kind ``NEWEST`` it is the newest event about one thing: ``event_id`` names the thing,
    and ``received_at`` is when Slack says it happened.
    """

    __table_args__ = (UniqueConstraint("workspace_id", "event_id"),)

    event_id: str
    kind: str
    received_at: datetime


def take(session: Session, *, workspace_id: UUID, event_id: str, kind: str, now: datetime) -> bool:
    """Note an event; False when it was taken before, by this process or another."""
    statement = _insert(session, workspace_id, event_id, kind, now)
    statement = statement.on_conflict_do_nothing(index_elements=["workspace_id", "event_id"])
    noted = session.execute(statement.returning(col(SlackEvent.id)))
    return noted.scalar_one_or_none() is not None


def is_newest(session: Session, *, workspace_id: UUID, about: str, at: datetime) -> bool:
    """Note when something happened to a thing; False when something newer was noted before."""
    statement = _insert(session, workspace_id, f"{NEWEST}:{about}", NEWEST, at)
    statement = statement.on_conflict_do_update(
        index_elements=["workspace_id", "event_id"],
        set_={"received_at": at},
        where=col(SlackEvent.received_at) <= at,
    )
    noted = session.execute(statement.returning(col(SlackEvent.id)))
    return noted.scalar_one_or_none() is not None


def any_before(session: Session, *, workspace_id: UUID, before: datetime) -> bool:
    """Say whether anything was noted before an instant."""
    statement = select(select(col(SlackEvent.id)).where(*_noted(workspace_id, before)).exists())
    return bool(session.execute(statement).scalar_one())


def forget(session: Session, *, workspace_id: UUID, before: datetime) -> int:
    """Delete what was noted before an instant; return how much."""
    old = delete(SlackEvent).where(*_noted(workspace_id, before)).returning(col(SlackEvent.id))
    return len(session.execute(old).all())


def _noted(workspace_id: UUID, before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say of a row that it is old. Ids grow with time, so the young rows need not be read."""
    return (
        col(SlackEvent.id) < _first_id_at(before),
        col(SlackEvent.workspace_id) == workspace_id,
        col(SlackEvent.received_at) < before,
    )


def _insert(
    session: Session, workspace_id: UUID, event_id: str, kind: str, at: datetime
) -> "sqlite.Insert | postgresql.Insert":
    return insert_into(session.get_bind().dialect.name, SlackEvent).values(
        id=new_id(), workspace_id=workspace_id, event_id=event_id, kind=kind, received_at=at
    )


def _first_id_at(at: datetime) -> UUID:
    """Return the least id that a row written at an instant can have."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
