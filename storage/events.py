"""Slack events already taken, so that each has one effect."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from storage.columns import Scoped, new_id


class SlackEvent(Scoped, table=True):
    """One event_id, written with the event's effect."""

    __table_args__ = (UniqueConstraint("workspace_id", "event_id"),)

    event_id: str
    kind: str
    received_at: datetime


def take(session: Session, *, workspace_id: UUID, event_id: str, kind: str, now: datetime) -> bool:
    """Note an event; False when it was taken before, by this process or another."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(SlackEvent) if on_sqlite else postgresql.insert(SlackEvent)
    statement = (
        insert.values(
            id=new_id(),
            workspace_id=workspace_id,
            event_id=event_id,
            kind=kind,
            received_at=now,
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "event_id"])
        .returning(col(SlackEvent.id))
    )
    return session.execute(statement).scalar_one_or_none() is not None
