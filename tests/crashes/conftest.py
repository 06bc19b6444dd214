"""Databases with the cast of the small town, made once and copied for each death."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import MetaData, text
from sqlalchemy.engine import make_url

from storage.database import Database
from tests.conftest import fresh_postgres_url
from tests.crashes.lives import settle

Fresh = Callable[[], str]  # returns the URL of a database nobody used


@pytest.fixture(scope="session")
def settled_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    path = tmp_path_factory.mktemp("settled") / "settled.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    settle(database)
    database.close()
    return path


@pytest.fixture
def fresh_file(settled_file: Path, tmp_path: Path) -> Fresh:
    path = tmp_path / "crash.db"

    def fresh() -> str:
        for left in tmp_path.glob("crash.db-*"):
            left.unlink()
        shutil.copy(settled_file, path)
        return f"sqlite:///{path}"

    return fresh


@pytest.fixture(scope="session")
def settled_server(postgres_server: str, metadata: MetaData, worker_id: str) -> tuple[str, str]:
    name = f"settled_{worker_id}"
    database = Database(fresh_postgres_url(postgres_server, name))
    metadata.create_all(database.engine)
    settle(database)
    database.close()
    return postgres_server, name


@pytest.fixture
def fresh_on_server(settled_server: tuple[str, str], worker_id: str) -> Fresh:
    url, template = settled_server
    name = f"crash_{worker_id}"

    def fresh() -> str:
        server = Database(url)
        with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        server.close()
        return make_url(url).set(database=name).render_as_string(hide_password=False)

    return fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Return how to get a settled database, once SQLite and once PostgreSQL."""
    name = "fresh_file" if request.param == "sqlite" else "fresh_on_server"
    made: Fresh = request.getfixturevalue(name)
    return made
