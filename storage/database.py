"""The database: one pool of connections, and the ways to open a transaction on it.

``within`` a workspace a session sees, changes and adds nothing but that workspace's rows,
whatever is asked of it: ``storage.scoping`` limits every statement, and PostgreSQL itself
every row. Without a workspace there is ``across_workspaces``, for what is the installation's.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from threading import RLock
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from storage import scoping
from storage.scoping import EVERY, SCOPE

Transaction = Callable[[], AbstractContextManager[Session]]

BUSY_TIMEOUT_MS = 10_000
SETTING = "partner_bot.workspace"  # PostgreSQL's policies ask it
_READ_ONLY = "partner_bot_read_only"
# One for each thread there is: 16 listeners, 8 senders, the ticker and the pages.
_POOL = {"pool_size": 10, "max_overflow": 20}


@dataclass(frozen=True, slots=True)
class Access:
    """The two ways to open a transaction, within one workspace or across all of them."""

    transaction: Transaction  # commits when the block ends, and rolls back when it raises
    reading: Transaction  # never commits; on SQLite it never waits for a writer


class Database:
    """An open database.

    ``url`` is an SQLAlchemy URL for SQLite or PostgreSQL; ``postgresql://`` means psycopg 3.
    ``engine`` itself is for the schema: on PostgreSQL it sees no workspace's rows.
    """

    def __init__(self, url: str) -> None:
        self.engine: Engine = _engine(url)
        # A second dialect on the same connections: each keeps its own compiled statements.
        self._scoped: Engine = create_engine(self.engine.url, pool=self.engine.pool)
        scoping.scope(self._scoped)
        for engine in (self.engine, self._scoped):
            scoping.watch(engine)
            event.listen(engine, "begin", _begin_sqlite if self.is_sqlite else _begin_postgresql)
        self._turn = RLock()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database: one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    def within(self, workspace_id: UUID) -> Access:
        """Return the ways to a session that is held within one workspace.

        Its statements raise OtherWorkspaceError when they name another.
        """
        return Access(partial(self.write, workspace_id), partial(self.read, workspace_id))

    @property
    def across_workspaces(self) -> Access:
        """The ways to a session that sees every workspace: for what no single one of them asks."""
        return Access(partial(self.write, None), partial(self.read, None))

    @contextmanager
    def write(self, workspace_id: UUID | None) -> Iterator[Session]:
        """Yield a session that commits when the block ends; None is across workspaces."""
        with self._in_turn(), self._session(workspace_id) as session, session.begin():
            session.connection(execution_options={SCOPE: workspace_id or EVERY})
            yield session

    @contextmanager
    def read(self, workspace_id: UUID | None) -> Iterator[Session]:
        """Yield a session for reading only; nothing in it is ever committed."""
        options = {_READ_ONLY: True, SCOPE: workspace_id or EVERY}
        with self._session(workspace_id) as session:
            session.connection(execution_options=options)
            # Closing gives the connection back and, unlike a rollback, lets the rows be read on.
            yield session

    def _session(self, workspace_id: UUID | None) -> Session:
        engine = self.engine if workspace_id is None else self._scoped
        return Session(engine, expire_on_commit=False)

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
        """Close every pooled connection; whoever asks again gets a new one."""
        self.engine.dispose()
        self._scoped.pool = self.engine.pool  # to dispose of a pool is to begin another


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(parsed, pool_pre_ping=True, **_POOL)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, **_POOL)
    event.listen(engine, "connect", _prepare_sqlite)
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


def _begin_postgresql(connection: Connection) -> None:
    """Begin, and say for whom, in one round trip; until it is said, policies show no row."""
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    driver: Any = connection.connection.dbapi_connection
    if not driver.autocommit:
        driver.autocommit = True  # or the driver would send a BEGIN of its own before ours
    said = options.get(SCOPE)
    begin = "BEGIN" if said is None else f"BEGIN; SET LOCAL {SETTING} = '{said}'"
    # Two commands in one cannot be prepared, which the driver tries when they come often.
    driver.execute(begin, prepare=False)
