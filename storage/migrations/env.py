"""How Alembic runs here: on the connection it is given, the same on both databases."""

from typing import Literal

import sqlalchemy as sa
from alembic import context
from sqlalchemy import Connection, Table
from sqlalchemy.sql.schema import SchemaItem
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from storage.columns import ExactDecimal
from storage.scoping import WorkspaceId
from storage.tables import metadata


def _include(
    item: SchemaItem, _name: str | None, kind: str, _reflected: object, _to: object
) -> bool:
    """Leave out what is not ours: tables of other programs in the same database."""
    return not (kind == "table" and isinstance(item, Table) and item.name not in metadata.tables)


def _plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write column types as SQLAlchemy's own: a revision must not change with our code."""
    if kind != "type":
        return False
    if isinstance(item, sa.Enum | AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if isinstance(item, ExactDecimal):
        return "sa.BigInteger()"
    if isinstance(item, WorkspaceId):
        return "sa.Uuid()"
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Run the migrations in the caller's transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=_include,
        render_item=_plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
