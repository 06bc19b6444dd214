"""The command line: parse, call, exit code. What a command needs is imported when it runs."""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="partner-bot",
    help="Keeps partnerships accountable, in Slack.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # drawing boxes would take half of the start
)
# What all parse errors have in common; typer does not export it.
_ParseError: type[Exception] = typer.BadParameter.__mro__[1]

BAD_INPUT = 2
INTERRUPTED = 130
DryRun = Annotated[bool, typer.Option("--dry-run", help="Send and write nothing.")]
Optional = str | None


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the page.")] = 8600,
    empty: Annotated[bool, typer.Option("--empty", help="Without sample partners.")] = False,  # noqa: FBT002
    at: Annotated[Optional, typer.Option(help="Begin at this instant, as ISO 8601.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no page.")] = False,  # noqa: FBT002
) -> None:
    """Start a local Slack with the bot and sample partners in the browser."""
    from bot.cli import demo as command  # noqa: PLC0415

    _run(lambda: command.run(port=port, empty=empty, at=at, browser=not no_browser))


@app.command()
def run() -> None:
    """Run the bot: Socket Mode with SLACK_APP_TOKEN, else HTTP on HOST:PORT."""
    gc.disable()  # until the service runs: nothing that is loaded goes away
    from bot.cli import run as command  # noqa: PLC0415

    _run(command.run)


@app.command()
def tick(
    at: Annotated[Optional, typer.Option(help="An instant, as 2026-03-05T09:00:00Z.")] = None,
    dry_run: DryRun = False,  # noqa: FBT002
) -> None:
    """Do everything due at an instant, once, and print what goes to whom, and why."""
    from bot.cli import tick as command  # noqa: PLC0415

    _run(lambda: command.run(at=at, dry_run=dry_run))


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from bot.cli import migrate as command  # noqa: PLC0415

    _run(command.run)


@app.command()
def doctor() -> None:
    """Check tokens, scopes, database, clock and channels, and say what to fix."""
    from bot.cli import doctor as command  # noqa: PLC0415

    _run(command.run)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Copy the database safely, also while the bot runs."""
    from bot.cli import backup as command  # noqa: PLC0415

    _run(lambda: command.run(file))


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that backup wrote.")]) -> None:
    """Put a backup in the database's place; the bot has to be stopped."""
    from bot.cli import restore as command  # noqa: PLC0415

    _run(lambda: command.run(file))


@app.command("rotate-key")
def rotate_key() -> None:
    """Seal every stored token anew with the first key of TOKEN_KEYS."""
    from bot.cli import rotate_key as command  # noqa: PLC0415

    _run(command.run)


@app.command()
def erase(
    who: Annotated[str, typer.Argument(help="A Slack id, or a whole name.")],
    export: Annotated[Path | None, typer.Option(help="First write all of it here.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Erase; it can't be undone.")] = False,  # noqa: FBT002
) -> None:
    """Show what is kept on a person, and with --yes erase it."""
    from bot.cli import erase as command  # noqa: PLC0415

    _run(lambda: command.run(who, export=export, yes=yes))


@app.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help="partners, people, goals, readings, ...")],
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file.")],
    maps: Annotated[list[str] | None, typer.Option("--map", help="ours=theirs, repeated.")] = None,
    use_map: Annotated[Optional, typer.Option(help="Begin with a saved column map.")] = None,
    save_map: Annotated[Optional, typer.Option(help="Save the column map as this.")] = None,
    date_format: Annotated[Optional, typer.Option(help="As %d/%m/%Y.")] = None,
    currency: Annotated[str, typer.Option(help="Of amounts that name none.")] = "USD",
    dry_run: DryRun = False,  # noqa: FBT002
) -> None:
    """Take a file into the ledger, and report line by line; safe to run twice."""
    from bot.cli import files as command  # noqa: PLC0415

    _run(
        lambda: command.import_file(
            kind,
            file,
            maps=maps or [],
            saved=use_map,
            save_as=save_map,
            date_format=date_format,
            currency=currency,
            dry_run=dry_run,
        )
    )


@app.command()
def export(
    kind: Annotated[str, typer.Argument(help="A kind, as of import, or all.")],
    file: Annotated[Path, typer.Argument(help="The CSV or XLSX file to write.")],
) -> None:
    """Write the ledger into a file."""
    from bot.cli import files as command  # noqa: PLC0415

    _run(lambda: command.export_file(kind, file))


@app.command()
def manifest(
    url: Annotated[Optional, typer.Option(help="For HTTP: where Slack reaches the bot.")] = None,
    oauth: Annotated[bool, typer.Option("--oauth", help="To be installed from --url.")] = False,  # noqa: FBT002
    rotation: Annotated[bool, typer.Option("--token-rotation", help="Tokens expire.")] = False,  # noqa: FBT002
) -> None:
    """Print the Slack app's manifest: Socket Mode unless a URL is given."""
    from bot.cli import manifest as command  # noqa: PLC0415

    _run(lambda: command.run(url, oauth=oauth, rotation=rotation))


def _run(command: Callable[[], int]) -> None:
    """End with the command's exit code; what the user got wrong is one sentence and code 2."""
    from bot.cli.opening import USER_ERRORS  # noqa: PLC0415

    try:
        code = command()
    except USER_ERRORS as error:
        typer.echo(f"partner-bot: {error}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    raise typer.Exit(code)


def main() -> None:
    """Run the command line; what cannot be parsed is one sentence too."""
    try:
        sys.exit(app(sys.argv[1:] or ["--help"], standalone_mode=False, prog_name="partner-bot"))
    except _ParseError as error:
        typer.echo(f"partner-bot: {_sentence(error)}", err=True)
        sys.exit(BAD_INPUT)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output has left; nothing more can be said to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _sentence(error: Exception) -> str:
    words: Callable[[], str] = getattr(error, "format_message", lambda: str(error))
    return " ".join(words().split())


if __name__ == "__main__":
    main()
