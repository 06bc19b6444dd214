"""Databases with the cast of the small town, made once and copied for each death."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from storage import tables
from storage.database import Database
from tests.conftest import fresh_postgres_url
from tests.crashes.lives import settle
from tests.postgres import running_server

Fresh = Callable[[], str]  # returns the URL of a database nobody used


def on_file(folder: Path) -> Fresh:
    """Return how to get a settled SQLite database in ``folder``."""
    settled, used = folder / "settled.db", folder / "crash.db"
    _settle(f"sqlite:///{settled}")

    def fresh() -> str:
        for left in folder.glob("crash.db-*"):
            left.unlink()
        shutil.copy(settled, used)
        return f"sqlite:///{used}"

    return fresh


def on_server(url: str, *, name: str) -> Fresh:
    """Return how to get a settled database on a PostgreSQL server; ``name`` tells runs apart."""
    template, used = f"settled_{name}", f"crash_{name}"
    _settle(fresh_postgres_url(url, template))

    def fresh() -> str:
        server = Database(url)
        with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{used}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{used}" TEMPLATE "{template}"'))
        server.close()
        return make_url(url).set(database=used).render_as_string(hide_password=False)

    return fresh


@contextmanager
def of_kind(kind: str, folder: Path) -> Iterator[Fresh]:
    """Yield how to get a settled database, "sqlite" or "postgresql", until the block ends."""
    if kind == "sqlite":
        yield on_file(folder)
        return
    with running_server(folder / "postgres") as url:
        yield on_server(url, name="full")


def _settle(url: str) -> None:
    database = Database(url)
    tables.metadata.create_all(database.engine)
    settle(database)
    database.close()
