"""The second wall, in PostgreSQL: a row shows itself only to a session of its workspace.

A session says for whom it is when its transaction begins (``storage.database``), by a setting
that ends with the transaction. Who says nothing sees no row at all. Superusers and roles with
BYPASSRLS are let through by PostgreSQL whatever a table says.
"""

from sqlalchemy import Connection, MetaData, Table, text
from sqlmodel import SQLModel

from storage import append_only
from storage.scoping import scope_of

POLICY = "one_workspace"
# Nobody's rows, each with the reason why a session of any workspace may see it.
SHARED_TABLES = {
    "installattempt": "an attempt at installing has no workspace yet",
    "replica": "the processes of the installation, which serve every workspace",
}
_KEPT_APART = """
    SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
    WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polname = :policy
    AND c.relnamespace = current_schema()::regnamespace
"""
_TRIGGERS = """
    SELECT tgname FROM pg_trigger
    WHERE tgrelid = to_regclass('audit') AND tgenabled IN ('O', 'A')
"""
_TRIGGERS_ON_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
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


def without_policy(connection: Connection) -> list[str]:
    """Return the tables on PostgreSQL whose rows are not kept apart, though they should be."""
    kept = set(connection.execute(text(_KEPT_APART), {"policy": POLICY}).scalars())
    ours = {name for name, table in SQLModel.metadata.tables.items() if statements(table)}
    return sorted(ours - kept)


def keeps_trail(connection: Connection) -> bool:
    """Say whether the database itself refuses to change the audit trail."""
    on_sqlite = connection.dialect.name == "sqlite"
    found = connection.execute(text(_TRIGGERS_ON_SQLITE if on_sqlite else _TRIGGERS))
    return set(found.scalars()) >= {"audit_stays", "audit_remains"}
