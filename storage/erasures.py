"""Whoever was erased, as hashes: enough to erase them again, not to say who they were."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from storage.columns import Scoped
from storage.people import Person


class Tombstone(Scoped, table=True):
    """One id of somebody erased, salted and hashed; a restored backup is held against it."""

    salt: str
    digest: str  # SHA-256, in hex
    erased_at: datetime


def bury(session: Session, person: Person, *, now: datetime) -> None:
    """Keep a hash of each id by which a backup could bring the person back."""
    for name in _ids(person):
        salt = secrets.token_hex(16)
        session.add(
            Tombstone(
                workspace_id=person.workspace_id,
                salt=salt,
                digest=_digest(salt, name),
                erased_at=now,
            )
        )


def of_workspace(session: Session, *, workspace_id: UUID) -> list[Tombstone]:
    """Return every tombstone of the workspace."""
    statement = select(Tombstone).where(col(Tombstone.workspace_id) == workspace_id)
    return list(session.exec(statement))


def lies_under(person: Person, tombstones: Iterable[Tombstone]) -> bool:
    """Say whether the person was erased once."""
    return any(
        _digest(stone.salt, name) == stone.digest for stone in tombstones for name in _ids(person)
    )


def _ids(person: Person) -> list[str]:
    return [str(person.id), *([person.slack_user_id] if person.slack_user_id else [])]


def _digest(salt: str, name: str) -> str:
    return hashlib.sha256(f"{salt}:{name}".encode()).hexdigest()
