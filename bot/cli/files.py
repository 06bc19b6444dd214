"""`partner-bot import` and `export`: from the command line's words to the exchange."""

from pathlib import Path

import typer

from bot.cli import export, import_, opening
from bot.cli.opening import BadInputError
from bot.clock import SystemClock
from bot.exchange.errors import ExchangeError
from bot.exchange.importing import Wish


def import_file(
    kind: str,
    file: Path,
    *,
    maps: list[str],
    saved: str | None,
    save_as: str | None,
    date_format: str | None,
    currency: str,
    dry_run: bool,
) -> int:
    """Import and print the report. Raises SettingsError or BadInputError, one sentence."""
    wish = Wish(
        kind=kind,
        path=file,
        columns=_columns(maps),
        saved=saved,
        save_as=save_as,
        date_format=date_format,
        currency=currency,
    )
    settings = opening.settings()
    if settings.serves_many and settings.slack_workspace is None:
        raise BadInputError("Set SLACK_WORKSPACE to the Slack id of the workspace this is for.")
    with opening.database(settings) as database:
        try:
            report = import_.run(
                database,
                wish,
                dry_run=dry_run,
                now=SystemClock().now(),
                slack_id=settings.slack_workspace,
            )
        except (ExchangeError, LookupError) as error:
            raise BadInputError(str(error)) from error
    for sentence in report.sentences(dry_run=dry_run):
        typer.echo(sentence)
    return 0


def export_file(kind: str, file: Path) -> int:
    """Export and print what was written. Raises SettingsError or BadInputError, one sentence."""
    settings = opening.settings()
    with opening.database(settings) as database:
        try:
            lines = export.run(
                database,
                kind=kind,
                path=file,
                now=SystemClock().now(),
                slack_id=settings.slack_workspace,
            )
        except (ExchangeError, LookupError) as error:
            raise BadInputError(str(error)) from error
    for name, count in lines.items():
        typer.echo(f"{count:,} {name} written to {file}.")
    return 0


def _columns(maps: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for each in maps:
        ours, equals, theirs = (part.strip() for part in each.partition("="))
        if not (ours and equals and theirs):
            raise BadInputError(f"--map takes ours=theirs, and {each!r} is not that.")
        if ours in columns:
            raise BadInputError(f"--map names {ours!r} twice.")
        columns[ours] = theirs
    return columns
