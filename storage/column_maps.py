"""Saved column maps: how a file's columns become ours."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, Session, col, select

from storage.columns import Scoped


class ColumnMap(Scoped, table=True):
    """A named map for one kind of file."""

    __table_args__ = (UniqueConstraint("workspace_id", "kind", "name"),)

    kind: str
    name: str
    columns: dict[str, str] = Field(sa_type=JSON)  # our column -> theirs
    saved_at: datetime


def named(session: Session, *, workspace_id: UUID, kind: str, name: str) -> dict[str, str]:
    """Return the saved map. Raises LookupError, naming those there are, when there is none."""
    statement = select(ColumnMap).where(
        col(ColumnMap.workspace_id) == workspace_id, col(ColumnMap.kind) == kind
    )
    saved = {one.name: one.columns for one in session.exec(statement)}
    if name not in saved:
        known = ", ".join(sorted(saved)) or "none yet"
        raise LookupError(f"There is no saved map {name!r} for {kind}; saved: {known}.")
    return dict(saved[name])


def save(
    session: Session,
    *,
    workspace_id: UUID,
    kind: str,
    name: str,
    columns: dict[str, str],
    now: datetime,
) -> None:
    """Keep the map under its name; the one before is replaced."""
    statement = select(ColumnMap).where(
        col(ColumnMap.workspace_id) == workspace_id,
        col(ColumnMap.kind) == kind,
        col(ColumnMap.name) == name,
    )
    made = ColumnMap(workspace_id=workspace_id, kind=kind, name=name, columns=columns, saved_at=now)
    saved = session.exec(statement).one_or_none() or made
    saved.columns, saved.saved_at = dict(columns), now
    session.add(saved)
