"""Databases for tests: real SQLite files and a real PostgreSQL server, cheap for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import MetaData, text
from sqlalchemy.engine import make_url
from sqlmodel import Session

from storage.database import Database
from tests.postgres import running_server

pytest_plugins = ["tests.chromium"]
BOTH = ("sqlite", "postgresql")
PATIENT_S = 60.0


@pytest.fixture(scope="session", autouse=True)
def patient_slack() -> Iterator[None]:
    """Let the local Slack wait longer than Slack's 3 s: machines that test are busy."""
    # Imported here as below.
    from bot.sandbox import http_delivery, socket_mode, triggers  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket_mode, "DEADLINE_S", PATIENT_S)
        patch.setattr(http_delivery, "DEADLINE_S", PATIENT_S)
        patch.setattr(triggers, "TRIGGER_LIFE_S", PATIENT_S)
        yield


@pytest.fixture(scope="session")
def metadata() -> MetaData:
    """Return every table's definition."""
    # Imported here so that tests of pure rules need no tables.
    from storage import tables  # noqa: PLC0415

    return tables.metadata


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, metadata: MetaData) -> Path:
    """Return a file with all tables and no rows, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}")
    metadata.create_all(database.engine)
    with database.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Return the URL of the server that all workers of this run share."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    folder = (
        Path(tempfile.gettempdir()) / f"partner-bot-postgres-{run}"
        if run
        else Path(tempfile.mkdtemp(prefix="partner-bot-postgres-"))
    )
    with running_server(folder) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str, metadata: MetaData) -> Iterator[Database]:
    """Return this worker's database with all tables; ``database`` empties it after each test."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database = Database(fresh_postgres_url(postgres_server, f"worker_{worker}"))
    metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """Return an empty SQLite database, for what does not depend on the engine."""
    path = tmp_path / "partner-bot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, metadata: MetaData) -> Iterator[Database]:
    """Return an empty database, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
        return
    database: Database = request.getfixturevalue("postgres_database")
    yield database
    database.close()
    empty(database, metadata)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Return a session in an open transaction that is rolled back.

    Do not open another transaction beside it: SQLite has one writer.
    """
    with database.across_workspaces.reading() as session:
        yield session
        session.rollback()


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database without tables, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return fresh_postgres_url(request.getfixturevalue("postgres_server"), f"empty_{worker}")


def fresh_postgres_url(server_url: str, name: str) -> str:
    """Create the database ``name`` anew and return its URL, as its owner: an ordinary role.

    A superuser would be let through row-level security.
    """
    server = Database(server_url)
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        known = connection.execute(text("SELECT rolname FROM pg_roles")).scalars().all()
        if name not in known:
            connection.execute(text(f'CREATE ROLE "{name}" LOGIN'))
        connection.execute(text(f'CREATE DATABASE "{name}" OWNER "{name}"'))
    server.close()
    url = make_url(server_url).set(database=name, username=name)
    return url.render_as_string(hide_password=False)


def empty(database: Database, metadata: MetaData) -> None:
    """Delete all rows. Fails rather than waits when a test left a transaction open."""
    deletes = "".join(f'DELETE FROM "{table.name}";' for table in metadata.tables.values())
    as_superuser = database.engine.url.set(drivername="postgresql", username="postgres")
    with psycopg.connect(as_superuser.render_as_string(hide_password=False)) as connection:
        # Without triggers the order of the tables does not matter, and the trail can be emptied.
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("SET LOCAL lock_timeout = '5s'")
        connection.execute(deletes.encode())
    database.close()
