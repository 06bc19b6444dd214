"""`partner-bot tick`: everything due at an instant, once; what goes to whom, and why."""

import logging
from datetime import datetime, timedelta

import typer

from bot import app
from bot.cli import opening
from bot.cli.rehearsal import rehearse
from bot.cli.rehearsal_page import page
from bot.clock import SystemClock
from bot.delivery.recording import Line
from storage.database import Database

WITHOUT_TOKEN = "Nothing was delivered or written: SLACK_BOT_TOKEN is not set."  # noqa: S105
ONE_MORNING = timedelta(days=1)  # so far ahead of ``--at`` a rehearsal begins at most


def run(*, at: str | None, dry_run: bool) -> int:
    """Do what is due and print it; without a token, or with ``dry_run``, only print it.

    Raises BadInputError, SettingsError or NotConnectedError, one clear sentence each.
    """
    today = SystemClock().now()
    now = today if at is None else opening.instant(at)
    settings = opening.settings()
    if dry_run:
        begin = min(now, max(today, now - ONE_MORNING))
        with opening.database_as_it_is(settings) as database:
            _say_what_would_go(database, begin=begin, end=None if at is None else now)
        typer.echo("Nothing was sent or written (--dry-run).")
        return 0
    with opening.database(settings) as database:
        if not settings.is_connected:
            _say_what_would_go(database, begin=now, end=now)
            typer.echo(WITHOUT_TOKEN)
            return 0
        sent = app.build(settings, database).tick_at(now)
    for line in sent.lines:
        typer.echo(_as_text(line))
    typer.echo(f"{len(sent.lines)} messages at {now:%Y-%m-%d %H:%M} UTC.")
    return 0


def _say_what_would_go(database: Database, *, begin: datetime, end: datetime | None) -> None:
    logging.disable(logging.INFO)  # what the jobs would have done stands on the page
    try:
        for line in page(rehearse(database, begin=begin, end=end)):
            typer.echo(line)
    finally:
        logging.disable(logging.NOTSET)


def _as_text(line: Line) -> str:
    reason = f" ({line.reason})" if line.reason else ""
    return f"{line.recipient} · {line.rule} · {line.why} · {line.state}{reason}"
