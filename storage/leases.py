"""Who may send for a workspace: one process at a time, for as long as it says it lives."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from storage.columns import new_id
from storage.outbox import SendingLease
from storage.upsert import insert_into


def take(
    session: Session, *, workspace_id: UUID, holder: str, now: datetime, until: datetime
) -> bool:
    """Take or prolong the right to send for a workspace; False while another has it."""
    taken = session.execute(
        update(SendingLease)
        .where(col(SendingLease.workspace_id) == workspace_id)
        .where(or_(col(SendingLease.holder) == holder, col(SendingLease.expires_at) <= now))
        .values(holder=holder, expires_at=until)
        .returning(col(SendingLease.id))
    ).scalar_one_or_none()
    if taken is not None:
        return True
    added = session.execute(
        insert_into(session.get_bind().dialect.name, SendingLease)
        .values(id=new_id(), workspace_id=workspace_id, holder=holder, expires_at=until)
        .on_conflict_do_nothing(index_elements=["workspace_id"])
        .returning(col(SendingLease.id))
    ).scalar_one_or_none()
    return added is not None


def holder_of(session: Session, *, workspace_id: UUID) -> str | None:
    """Return who has, or had last, the right to send for a workspace."""
    statement = select(col(SendingLease.holder)).where(
        col(SendingLease.workspace_id) == workspace_id
    )
    return session.exec(statement).one_or_none()


def drop(session: Session, *, holder: str) -> None:
    """Give back every lease of ``holder``."""
    session.execute(delete(SendingLease).where(col(SendingLease.holder) == holder))
