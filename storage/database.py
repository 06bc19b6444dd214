"""The database: one engine, and the two ways to open a transaction on it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import RLock
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

Transaction = Callable[[], AbstractContextManager[Session]]

BUSY_TIMEOUT_MS = 10_000
_READ_ONLY = "partner_bot_read_only"


class Database:
    """An open database; ``transaction`` and ``reading`` are handed to whoever needs one.

    ``url`` is an SQLAlchemy URL for SQLite or PostgreSQL; ``postgresql://`` means psycopg 3.
    """

    def __init__(self, url: str) -> None:
        self.engine: Engine = _engine(url)
        self._turn = RLock()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database: one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session that commits when the block ends, and rolls back when it raises."""
        made = Session(self.engine, expire_on_commit=False)
        with self._in_turn(), made as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session for reading only; nothing in it is ever committed.

        On SQLite it takes no write lock, so it never waits for a writer.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options={_READ_ONLY: True})
            # Closing gives the connection back and, unlike a rollback, lets the rows be read on.
            yield session

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Let one thread write at a time where the database has one writer.

        Left to itself, SQLite has each writer sleep and look again, and the unlucky sleep long.
        """
        waited = self.is_sqlite and self._turn.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
        try:
            yield
        finally:
            if waited:
                self._turn.release()

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=10)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling would begin too late and not IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # Read-then-write under a plain BEGIN fails when another writer was in between.
    reading = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
