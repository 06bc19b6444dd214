"""`partner-bot rotate-key`: every stored token sealed anew with the first key of TOKEN_KEYS."""

import typer

from bot import many
from bot.cli import opening
from bot.cli.opening import BadInputError
from bot.flows.workspace import installations
from bot.sealing import Keyring, SealError
from storage import installations as rows
from storage.database import Database


def run() -> int:
    """Seal anew and say how many; safe while the bot runs, and to run again.

    Raises SettingsError, NotConnectedError or BadInputError, one clear sentence each.
    """
    settings = opening.settings()
    keyring = many.keyring_of(settings)
    with opening.database(settings) as database:
        many.check_keys(keyring, database)
        try:
            changed, kept = _seal_anew(database, keyring)
        except SealError as error:
            raise BadInputError(str(error)) from error
    typer.echo(f"{changed} of {kept} installations were sealed anew with key {keyring.newest}.")
    typer.echo("All are sealed with it: other keys may leave TOKEN_KEYS, everywhere it is set.")
    return 0


def _seal_anew(database: Database, keyring: Keyring) -> tuple[int, int]:
    """Return how many were sealed anew, and how many there are; each in its own transaction."""
    with database.across_workspaces.reading() as session:
        kept = [workspace_id for workspace_id, _ in rows.seals(session)]
    changed = 0
    for workspace_id in kept:
        with database.within(workspace_id).transaction() as session:
            changed += installations.seal_anew(session, keyring, workspace_id=workspace_id)
    return changed, len(kept)
