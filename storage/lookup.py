"""Rows found by their id: a transaction reads each once, by statements built once."""

from collections.abc import Iterable
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, bindparam, col, select

from storage.columns import Scoped

Found = TypeVar("Found", bound=Scoped)

_KEPT = "rows found by id"


class ById(Generic[Found]):
    """Finds the rows of one table; building a statement costs more than running it."""

    def __init__(self, table: type[Found]) -> None:
        self._table = table
        within = col(table.workspace_id) == bindparam("workspace_id")
        self._one = select(table).where(within, col(table.id) == bindparam("row_id"))
        self._locked = self._one.with_for_update()
        self._some = select(table).where(
            within, col(table.id).in_(bindparam("row_ids", expanding=True))
        )

    def one(self, session: Session, *, workspace_id: UUID, row_id: UUID | None) -> Found | None:
        """Return the workspace's row with that id, if there is one."""
        if row_id is None:
            return None
        row = self._known(session, workspace_id, row_id)
        if row is None:
            asked = {"workspace_id": workspace_id, "row_id": row_id}
            row = session.exec(self._one, params=asked).one_or_none()
        if row is not None:
            # A session lets go of a row that nobody holds, and would read it again.
            session.info.setdefault(_KEPT, {})[row.id] = row
        return row

    def locked(self, session: Session, *, workspace_id: UUID, row_id: UUID | None) -> Found | None:
        """Return the workspace's row with that id; nobody else changes it meanwhile."""
        asked = {"workspace_id": workspace_id, "row_id": row_id}
        return session.exec(self._locked, params=asked).one_or_none()

    def some(
        self, session: Session, *, workspace_id: UUID, row_ids: Iterable[UUID | None]
    ) -> dict[UUID, Found]:
        """Return the workspace's rows with those ids, by id."""
        wanted = {row_id for row_id in row_ids if row_id is not None}
        known = {row_id: self._known(session, workspace_id, row_id) for row_id in wanted}
        found = {row_id: row for row_id, row in known.items() if row is not None}
        missing = [row_id for row_id in wanted if row_id not in found]
        if missing:
            asked = {"workspace_id": workspace_id, "row_ids": missing}
            found |= {row.id: row for row in session.exec(self._some, params=asked)}
        return found

    def _known(self, session: Session, workspace_id: UUID, row_id: UUID) -> Found | None:
        row = session.identity_map.get(identity_key(self._table, row_id))
        if isinstance(row, self._table) and row.workspace_id == workspace_id:
            return row
        return None
