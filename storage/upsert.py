"""Inserting rows that another process may have inserted already."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_missing(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows that break no unique key; the others are there already and stay."""
    if not rows:
        return
    into = SQLModel.metadata.tables[str(table.__tablename__)]
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.execute(sqlite.insert(into).on_conflict_do_nothing(), rows)
    else:
        connection.execute(postgresql.insert(into).on_conflict_do_nothing(), rows)
