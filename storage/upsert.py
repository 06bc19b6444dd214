"""Inserting rows that another process may have inserted already."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table
from sqlmodel import Session, SQLModel

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def insert_into(dialect: str, table: Table | type[SQLModel]) -> "sqlite.Insert | postgresql.Insert":
    """Return the INSERT of the database named, which can say what to do on a conflict."""
    # Only the one that is used is loaded: PostgreSQL's takes 2.4 MB.
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)


def insert_missing(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows that break no unique key; the others are there already and stay."""
    if not rows:
        return
    into = SQLModel.metadata.tables[str(table.__tablename__)]
    connection = session.connection()
    insert = insert_into(connection.dialect.name, into)
    connection.execute(insert.on_conflict_do_nothing(), rows)
