"""What stands in a database, to be looked at after its session is closed."""

from typing import TypeVar
from uuid import UUID

from sqlmodel import col, select

from storage.columns import Row
from storage.database import Database

AnyRow = TypeVar("AnyRow", bound=Row)


def all_of(database: Database, table: type[AnyRow]) -> list[AnyRow]:
    """Return every row, the oldest first."""
    with database.across_workspaces.reading() as session:
        rows = list(session.exec(select(table).order_by(col(table.id))))
        session.expunge_all()
    return rows


def one_of(database: Database, table: type[AnyRow], row_id: UUID) -> AnyRow:
    """Return the row with that id."""
    [row] = [row for row in all_of(database, table) if row.id == row_id]
    return row
