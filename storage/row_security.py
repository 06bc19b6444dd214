"""The second wall, in PostgreSQL: a row shows itself only to a session of its workspace.

A session says for whom it is when its transaction begins (``storage.database``), by a setting
that ends with the transaction. Who says nothing sees no row at all. Superusers and roles with
BYPASSRLS are let through by PostgreSQL whatever a table says.
"""

from sqlalchemy import Connection, MetaData, Table, text

from storage import append_only
from storage.scoping import scope_of

POLICY = "one_workspace"
# Nobody's rows, each with the reason why a session of any workspace may see it.
SHARED_TABLES = {
    "installattempt": "an attempt at installing has no workspace yet",
    "replica": "the processes of the installation, which serve every workspace",
}
_IS_ABOVE = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def statements(table: Table) -> list[str]:
    """Return what makes PostgreSQL keep a table's rows apart; nothing for a shared table."""
    whose = scope_of(table)
    if whose is None:
        return []
    # In a SELECT of its own the setting is asked for once a statement, not once a row.
    asked = "(SELECT current_setting('partner_bot.workspace', true))"
    return [
        f'ALTER TABLE "{table.name}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table.name}" FORCE ROW LEVEL SECURITY',
        f"CREATE POLICY {POLICY} ON \"{table.name}\" USING ({asked} IN ('*', {whose.name}::text))",
    ]


def keep_apart(metadata: MetaData) -> None:
    """Create the policies with the tables."""
    for table in metadata.tables.values():
        for statement in statements(table):
            append_only.create_with(table, "postgresql", statement)


def is_passed_by(connection: Connection) -> bool:
    """Say whether the role that asks is let through every policy; SQLite has none."""
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.execute(text(_IS_ABOVE)).scalar_one())
