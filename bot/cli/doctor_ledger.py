"""What `partner-bot doctor` finds in the database: the walls between workspaces, the trail."""

from collections.abc import Iterator

from sqlmodel import col, select

from bot.cli.finding import Finding
from storage import row_security, trail_check
from storage.database import Database
from storage.trail_check import Trail
from storage.workspaces import Workspace


def walls(database: Database) -> Iterator[Finding]:
    """Say what keeps one workspace's rows from another."""
    if database.is_sqlite:
        yield Finding("Workspaces are kept apart by every query; SQLite has no walls of its own.")
        return
    with database.across_workspaces.reading() as session:
        passed = row_security.is_passed_by(session.connection())
        open_tables = row_security.without_policy(session.connection())
    if open_tables:
        yield Finding(
            f"PostgreSQL does not keep workspaces apart in {', '.join(open_tables)}.",
            "Restore the schema: the policies were removed.",
        )
    elif passed:
        yield Finding(
            "PostgreSQL's row-level security is passed by: the bot's role is a superuser or has "
            "BYPASSRLS, so only the queries keep workspaces apart.",
            "Give DATABASE_URL an ordinary role that owns the tables.",
        )
    else:
        yield Finding("Workspaces are kept apart by every query and by row-level security.")


def trails(database: Database) -> Iterator[Finding]:
    """Say of each workspace's audit trail whether it is as it was written."""
    with database.across_workspaces.reading() as session:
        known = list(session.exec(select(Workspace.id, Workspace.name).order_by(col(Workspace.id))))
        refused = row_security.keeps_trail(session.connection())
    if not refused:
        yield Finding(
            "The database lets the audit trail be changed: its triggers are gone.",
            "Restore the schema, and find out who removed them.",
        )
    for workspace_id, name in known:
        with database.within(workspace_id).reading() as session:
            yield _trail(name, trail_check.check(session, workspace_id=workspace_id))


def _trail(name: str, found: Trail) -> Finding:
    if found.fault is None:
        emptied = f", {found.emptied} without personal values" if found.emptied else ""
        return Finding(f"The audit trail of {name} is whole: {found.entries} entries{emptied}.")
    where = (
        f" at entry {found.entry_id} of {found.at:%Y-%m-%d %H:%M} UTC"
        if found.entry_id is not None and found.at is not None
        else ""
    )
    return Finding(
        f"The audit trail of {name} is broken{where}: {found.fault}.",
        "Compare it with a backup, and find out who can write to the database.",
    )
