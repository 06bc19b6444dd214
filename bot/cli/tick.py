"""`partner-bot tick`: everything due at an instant, once; what goes to whom, and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import typer
from sqlmodel import Session

from bot import app
from bot.cli import opening
from bot.clock import SystemClock
from bot.delivery.recording import Line
from bot.jobs import timetable
from storage import tick_report
from storage.database import Database
from storage.tick_report import Arisen

WITHOUT_TOKEN = "Nothing was delivered or written: SLACK_BOT_TOKEN is not set."  # noqa: S105


def run(*, at: str | None, dry_run: bool) -> int:
    """Do what is due and print it; without a token, or with ``dry_run``, only print it.

    Raises BadInputError, SettingsError or NotConnectedError, one clear sentence each.
    """
    now = SystemClock().now() if at is None else opening.instant(at)
    settings = opening.settings()
    with opening.database(settings) as database:
        if dry_run or settings.slack_bot_token is None:
            _say_what_would_go(database, now)
            typer.echo("Nothing was sent or written (--dry-run)." if dry_run else WITHOUT_TOKEN)
            return 0
        sent = app.build(settings, database).tick_at(now)
    for line in sent.lines:
        typer.echo(_as_text(line))
    typer.echo(f"{len(sent.lines)} messages at {now:%Y-%m-%d %H:%M} UTC.")
    return 0


def _say_what_would_go(database: Database, now: datetime) -> None:
    """Run the jobs in one transaction that is rolled back, and print what arose in it."""
    with Session(database.engine, expire_on_commit=False) as session:
        before = tick_report.known(session, now=now)

        @contextmanager
        def nested() -> Iterator[Session]:
            with session.begin_nested():
                yield session
            session.expunge_all()  # as after a commit: nothing is carried over

        timetable.run_due(nested, now)
        arisen = tick_report.arisen(session, before=before, now=now)
        session.rollback()
    for each in arisen:
        typer.echo(_would(each))
    typer.echo(f"{len(arisen)} messages would go at {now:%Y-%m-%d %H:%M} UTC.")


def _would(each: Arisen) -> str:
    when = "noted" if each.due_at is None else f"due {each.due_at:%Y-%m-%d %H:%M} UTC"
    return f"{each.recipient} · {each.rule} · {each.why} · {when}"


def _as_text(line: Line) -> str:
    reason = f" ({line.reason})" if line.reason else ""
    return f"{line.recipient} · {line.rule} · {line.why} · {line.state}{reason}"
