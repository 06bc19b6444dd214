"""`partner-bot backup FILE`: a copy that is whole, taken while the bot runs."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from os import environ
from pathlib import Path

import typer
from sqlalchemy.engine import URL, make_url

from bot.cli import opening
from bot.cli.opening import BadInputError
from storage.database import SETTING
from storage.scoping import EVERY


def run(file: Path) -> int:
    """Write the copy, or nothing. Raises SettingsError or BadInputError, one clear sentence."""
    url = make_url(opening.settings().database_url.get_secret_value())
    if file.exists():
        raise BadInputError(f"{file} is there already; choose another name.")
    if not file.parent.is_dir():
        raise BadInputError(f"There is no folder {file.parent}.")
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        if url.get_backend_name() == "sqlite":
            copy_sqlite(url, unfinished)
        else:
            _dump_postgres(url, unfinished)
        unfinished.rename(file)
    except OSError as error:
        raise BadInputError(f"{file} can't be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    typer.echo(f"The database is copied to {file} ({file.stat().st_size:,} bytes).")
    return 0


def copy_sqlite(url: URL, to: Path) -> None:
    """Copy page by page by SQLite's own means: a plain copy of the file could be torn."""
    if not url.database or not Path(url.database).is_file():
        raise BadInputError(f"There is no database at {url.database}.")
    try:
        with (
            closing(sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(to)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise BadInputError(f"The database can't be copied: {error}.") from error


def _dump_postgres(url: URL, to: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BadInputError(
            "A copy of PostgreSQL needs its program pg_dump, and it is not installed here."
        )
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    options = f"{environ.get('PGOPTIONS', '')} -c {SETTING}={EVERY}"
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        # An ordinary role would be refused, had it not said that it means every workspace.
        [program, "--format=custom", "--enable-row-security", f"--file={to}", plain],
        env=environ | {"PGOPTIONS": options.strip()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BadInputError(f"pg_dump could not copy the database: {said}.")
