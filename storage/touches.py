"""Contacts with partners' people, and for how long they are kept."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage.partners import Touch


def any_before(session: Session, *, workspace_id: UUID, day: date) -> bool:
    """Say whether a contact is kept from before a day."""
    old = select(Touch.id).where(
        col(Touch.workspace_id) == workspace_id, col(Touch.happened_on) < day
    )
    return session.exec(old.limit(1)).first() is not None


def forget(session: Session, *, workspace_id: UUID, day: date) -> int:
    """Delete the contacts from before a day; return how many."""
    old = delete(Touch).where(col(Touch.workspace_id) == workspace_id, col(Touch.happened_on) < day)
    return len(session.execute(old.returning(col(Touch.id))).all())
