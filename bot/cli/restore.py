"""`partner-bot restore FILE`: a backup takes the database's place, and doubles nothing."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path

import typer
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.cli import opening
from bot.cli.opening import BadInputError
from bot.clock import SystemClock
from bot.flows.people import carried_over
from bot.flows.people.carried_over import Since
from storage import migrations
from storage.database import Database

RUNNING = "A bot is running on this database; stop it first."


def run(file: Path) -> int:
    """Put the backup in the database's place, or change nothing.

    Whoever was erased since stays erased, and what was sent since is not sent again, as far
    as the database that is replaced still knows. Raises SettingsError or BadInputError.
    """
    url = make_url(opening.settings().database_url.get_secret_value())
    if not file.is_file():
        raise BadInputError(f"There is no file {file}.")
    now = SystemClock().now()
    if url.get_backend_name() == "sqlite":
        kept = _replace_sqlite(url, file, now)
        typer.echo(f"{file} is the database now.")
        if kept is not None:
            typer.echo(f"The one it replaced is kept as {kept}.")
    else:
        _replace_postgres(url, file, now)
        typer.echo(f"{file} is the database now.")
    typer.echo("What waited to be sent in the backup is skipped; the next tick asks anew.")
    return 0


def _replace_sqlite(url: URL, file: Path, now: datetime) -> Path | None:
    target = Path(url.database or "partner-bot.db")
    since = _since(url, now) if target.is_file() else Since()
    unfinished = target.with_name(target.name + ".restoring")
    try:
        _copy(file, unfinished)
        _finish(url.set(database=str(unfinished)), since, now)
        # All of it into the one file, which alone is moved.
        with closing(sqlite3.connect(unfinished)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return _swap(unfinished, target)
    except OSError as error:
        raise BadInputError(f"{target} can't be replaced: {error.strerror}.") from error
    finally:
        for each in unfinished.parent.glob(unfinished.name + "*"):
            each.unlink(missing_ok=True)


def _copy(file: Path, to: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(to)) as target,
        ):
            whole = source.execute("PRAGMA quick_check").fetchone() == ("ok",)
            ours = source.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
            if not whole or ours.fetchone() is None:
                raise BadInputError(f"{file} is no whole backup of partner-bot.")
            source.backup(target)
    except sqlite3.Error as error:
        raise BadInputError(f"{file} is no backup of partner-bot: {error}.") from error


def _swap(new: Path, target: Path) -> Path | None:
    kept = None
    if target.is_file():
        with closing(sqlite3.connect(target)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = _free_name(target)
        target.rename(kept)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    new.rename(target)
    return kept


def _free_name(target: Path) -> Path:
    number = 1
    while (kept := target.with_name(f"{target.name}.replaced-{number}")).exists():
        number += 1
    return kept


def _replace_postgres(url: URL, file: Path, now: datetime) -> None:
    program = shutil.which("pg_restore")
    if program is None:
        raise BadInputError(
            "A backup of PostgreSQL needs its program pg_restore, and it is not installed here."
        )
    since = _since(url, now)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction"]
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [program, *options, f"--dbname={plain}", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BadInputError(f"pg_restore could not read the backup: {said}.")
    _finish(url, since, now)


def _since(url: URL, now: datetime) -> Since:
    """Return what the database to be replaced knows. Raises BadInputError while a bot runs."""
    database = Database(url.render_as_string(hide_password=False))
    try:
        if migrations.current(database.engine) != migrations.newest():
            return Since()
        with database.across_workspaces.reading() as session:
            if carried_over.is_served(session, now=now):
                raise BadInputError(RUNNING)
            return carried_over.read(session)
    except SQLAlchemyError:
        return Since()  # broken beyond reading: that is what a backup is for
    finally:
        database.close()


def _finish(url: URL, since: Since, now: datetime) -> None:
    database = Database(url.render_as_string(hide_password=False))
    try:
        migrations.upgrade(database.engine)
        with database.across_workspaces.transaction() as session:
            carried_over.write(session, since, now=now)
    finally:
        database.close()
