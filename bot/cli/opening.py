"""What every command begins with: settings, logs and a database of this version."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import FrameType

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from bot.installation import NotConnectedError
from bot.logs import configure
from bot.settings import Settings, SettingsError, read_settings
from storage import migrations
from storage.database import Database

ANOTHER_VERSION = "The database is of another version: run `partner-bot migrate`."


class BadInputError(ValueError):
    """What was asked cannot be done; one clear sentence, and nothing was changed."""


USER_ERRORS = (BadInputError, SettingsError, NotConnectedError)


def settings() -> Settings:
    """Return the settings and begin to log as they say. Raises SettingsError."""
    found = read_settings()
    configure(found.log_format)
    return found


@contextmanager
def database(found: Settings) -> Iterator[Database]:
    """Open the database, brought to this version's schema where that is safe to do unasked.

    SQLite serves one process's machine, so it is; a PostgreSQL that has tables already may
    serve others, so there it takes `partner-bot migrate`. Raises BadInputError.
    """
    opened = Database(found.database_url.get_secret_value())
    try:
        try:
            _prepare(opened)
        except DatabaseError as error:
            raise unopened(error) from error
        yield opened
    finally:
        opened.close()


@contextmanager
def database_as_it_is(found: Settings) -> Iterator[Database]:
    """Open the database without making or changing anything.

    Raises BadInputError when there is none, or it is of another version.
    """
    url = make_url(found.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise BadInputError(
            f"There is no database at {url.database}: `partner-bot migrate` makes one."
        )
    opened = Database(found.database_url.get_secret_value())
    try:
        try:
            current = migrations.current(opened.engine) == migrations.newest()
        except DatabaseError as error:
            raise unopened(error) from error
        if not current:
            raise BadInputError(ANOTHER_VERSION)
        yield opened
    finally:
        opened.close()


def unopened(error: DatabaseError) -> BadInputError:
    """Return the one sentence about a database that can't be opened."""
    return refused("The database can't be opened", error)


def refused(what: str, error: DatabaseError) -> BadInputError:
    """Return the one sentence about what the database refused, with its own reason."""
    why = str(error.orig).strip().splitlines()[0].rstrip(".")
    return BadInputError(f"{what}: {why}.")


def _prepare(opened: Database) -> None:
    at, newest = migrations.current(opened.engine), migrations.newest()
    if at == newest:
        return
    if at is not None and not opened.is_sqlite:
        raise BadInputError(ANOTHER_VERSION)
    migrations.upgrade(opened.engine)


def instant(text: str) -> datetime:
    """Return the instant in ISO 8601. Raises BadInputError for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadInputError(
            f"--at needs a date, a time and a zone, as 2017-08-16T13:00:00Z; {text!r} is not that."
        )
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise BadInputError(f"--at is beyond the calendar: {text!r}.") from None


def stop_on_signals(stopping: Event) -> None:
    """Set ``stopping`` when the process is asked to end."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
