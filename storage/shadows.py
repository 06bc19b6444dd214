"""Shadows: copies of all tables on PostgreSQL that one transaction alone sees, and leaves behind.

A temporary table is found before the one of the same name that it was made like. So whatever
the transaction asks and writes from then on is of the copies, and nobody else waits for it.
"""

from sqlmodel import Session, text

from storage import tables


def cast(session: Session) -> None:
    """Put a shadow before every table, all as of one instant; gone with the transaction.

    It has to be the first the transaction does, on a connection that asked nothing before: what
    a connection has prepared goes on asking the table itself.
    """
    connection = session.connection()
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    [schema] = connection.execute(text("SELECT quote_ident(current_schema())")).one()
    for name in tables.metadata.tables:
        original, shadow = f'{schema}."{name}"', f'pg_temp."{name}"'
        for statement in (
            # Its keys and indexes too, for what is asked once only; not its rules and triggers.
            f"CREATE TEMPORARY TABLE {shadow} (LIKE {original} INCLUDING ALL) ON COMMIT DROP",
            f"INSERT INTO {shadow} SELECT * FROM {original}",
            f"ANALYZE {shadow}",
        ):
            connection.execute(text(statement))
