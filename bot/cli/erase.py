"""`partner-bot erase WHO`: what is kept on one person, written out and taken away."""

import json
from pathlib import Path
from uuid import UUID

import typer
from sqlmodel import Session, col, select

from bot.cli import opening
from bot.cli.opening import BadInputError
from bot.clock import SystemClock
from bot.flows.actors import System
from bot.flows.errors import Refusal
from bot.flows.people import data as people_data
from bot.flows.people.data import Kept
from messages.internal.people_data import NAMES
from storage.database import Database
from storage.people import Person
from storage.workspaces import Workspace

KEYBOARD = System("admin at the keyboard")


def run(who: str, *, export: Path | None, yes: bool) -> int:
    """Write what is kept to ``export``, and erase it when ``yes``.

    Raises SettingsError or BadInputError, one clear sentence, and nothing was changed.
    """
    now = SystemClock().now()
    with opening.database(opening.settings()) as database:
        person = _one(database, who)
        scope = {"workspace_id": person.workspace_id, "person_id": person.id}
        own = database.within(person.workspace_id)
        try:
            with own.transaction() as session:
                kept = people_data.kept(session, KEYBOARD, **scope, now=now)
            if export is not None:
                _write(export, kept)
                typer.echo(f"Everything kept on {kept.name} is written to {export}.")
            if not yes:
                typer.echo(_would(kept))
                return 0
            with own.transaction() as session:
                changed = people_data.erase(session, KEYBOARD, **scope, now=now)
        except Refusal as refusal:
            raise BadInputError(refusal.sentence) from refusal
    typer.echo(f"{kept.name} is erased: {changed:,} other rows named them and no longer do.")
    typer.echo("What stands in Slack itself stays there until it is deleted in Slack.")
    return 0


def _one(database: Database, who: str) -> Person:
    with database.across_workspaces.reading() as session:
        meant = [
            person
            for workspace_id in _workspaces(session)
            for person in people_data.found(session, workspace_id=workspace_id, said=who)
        ]
    if not meant:
        raise BadInputError(f"Nobody here is called {who!r}; give a whole name or a Slack id.")
    if len(meant) > 1:
        ids = ", ".join(f"{one.id} ({one.side.value})" for one in meant)
        raise BadInputError(f"{len(meant)} people are called {who!r}; give one of these ids: {ids}")
    return meant[0]


def _workspaces(session: Session) -> list[UUID]:
    return list(session.exec(select(Workspace.id).order_by(col(Workspace.id))))


def _would(kept: Kept) -> str:
    rows = "; ".join(f"{NAMES[table].lower()}: {count:,}" for table, count in kept.counts.items())
    return (
        f"Nothing is erased yet. {kept.name} is named in {rows}. "
        "Add --yes to erase them; it can't be undone."
    )


def _write(file: Path, kept: Kept) -> None:
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        unfinished.write_text(
            json.dumps(kept.rows, default=str, ensure_ascii=False, indent=2) + "\n",
            encoding="utf-8",
        )
        unfinished.rename(file)
    except OSError as error:
        raise BadInputError(f"{file} can't be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
