"""Two transactions on PostgreSQL that meet, and never by chance: one begins while one is held."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, MetaData, event

from storage.database import Database
from tests.conftest import empty

_WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@contextmanager
def meeting(database: Database, at: str, other: Callable[[], None]) -> Iterator[None]:
    """Let ``other`` begin after the first statement like ``at``; what ran it goes on once it waits.

    Ends when it has ended, with its error if it had one.
    """
    begun: list[Future[None]] = []

    def begin(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not begun and re.search(at, statement, re.DOTALL):
            begun.append(pool.submit(other))
            _until_it_waits(database, begun[0])

    event.listen(Engine, "after_cursor_execute", begin)
    try:
        with ThreadPoolExecutor(1) as pool:
            yield
    finally:
        event.remove(Engine, "after_cursor_execute", begin)
    [ended] = begun
    ended.result()


@contextmanager
def deadlock(database: Database, at: str, *, held: str, wanted: str) -> Iterator[None]:
    """Let what runs a statement like ``at`` and wants a row of ``held`` next be undone, once.

    Somebody else holds the rows of that table by then, and wants those of ``wanted``.
    """

    def the_other_way_round() -> None:
        with as_superuser(database) as other:
            other.execute("SET LOCAL deadlock_timeout = '1h'")  # it is never the one undone
            for table in (held, wanted):
                other.execute(f"SELECT id FROM {table} FOR UPDATE".encode())

    with meeting(database, at, the_other_way_round):
        yield


@contextmanager
def looking_for_deadlocks(database: Database, metadata: MetaData) -> Iterator[Database]:
    """Yield the database as one that looks for deadlocks at once, not after a second; empty it."""
    its = f'ALTER DATABASE "{database.engine.url.database}"'
    with as_superuser(database) as superuser:
        superuser.execute(f"{its} SET deadlock_timeout = '10ms'".encode())
    database.close()  # it holds for connections that begin now
    yield database
    with as_superuser(database) as superuser:
        superuser.execute(f"{its} RESET deadlock_timeout".encode())
    empty(database, metadata)


def _until_it_waits(database: Database, other: Future[None]) -> None:
    with as_superuser(database) as watching:
        watching.autocommit = True
        while not other.done() and watching.execute(_WAITING).fetchone() == (0,):
            pass


def as_superuser(database: Database) -> psycopg.Connection[Any]:
    """Return a connection that may do anything in the database, and sees every workspace."""
    url = database.engine.url.set(drivername="postgresql", username="postgres")
    return psycopg.connect(url.render_as_string(hide_password=False))
