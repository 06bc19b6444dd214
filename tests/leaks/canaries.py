"""Puts a canary into every column of ours, whatever made the row."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Table, select, update
from sqlmodel import Session

from storage.column_maps import ColumnMap
from storage.installations import Installation, InstallAttempt
from storage.tables import metadata
from storage.workspaces import Workspace
from tests.factories import NOW
from tests.leaks.columns import ours
from tests.leaks.ledgers import Ledger
from tests.leaks.marks import found, mark

# The trail takes no update; its canaries were written by the flows that filled the workspace.
WRITTEN_ONCE = {"audit"}


def rows_of_no_partner(session: Session, workspace: Workspace) -> None:
    """Add one row of each table that the ledger of a partner does not fill."""
    session.add(
        ColumnMap(
            workspace_id=workspace.id,
            kind="goals",
            name=mark("i"),
            columns={"metric": mark("i")},
            saved_at=NOW,
        )
    )
    session.add(
        Installation(
            workspace_id=workspace.id,
            slack_id="T0HOME",
            app_id="A0BOT",
            bot_id="B0BOT",
            scopes="commands",
            installed_by="U0ADMIN",
            installed_at=NOW,
            sealed_token="x",
            sealed_refresh_token="x",
        )
    )
    session.add(InstallAttempt(state_hash="x", expires_at=NOW))
    workspace.settings = {"unknown_to_us": mark("i")}
    session.add(workspace)
    session.flush()


def put(session: Session, ledgers: dict[str, Ledger]) -> None:
    """Put one into each row of each such column."""
    letters = {thing: letter for letter, held in ledgers.items() for thing in held.ids.values()}
    for name, column in ours():
        table = metadata.tables[name]
        if name in WRITTEN_ONCE or isinstance(table.c[column].type, JSON):
            continue
        for row in session.execute(select(table)).mappings().all():
            words = mark("i", _letter(row, letters))
            session.execute(update(table).where(table.c.id == row["id"]).values({column: words}))
    session.expire_all()


def missing(session: Session) -> list[tuple[str, str]]:
    """Return the columns of ours in which no row holds a canary."""
    return [
        (name, column)
        for name, column in ours()
        if not any(
            kind == "i" for kind, _ in found(_values(session, metadata.tables[name], column))
        )
    ]


def _values(session: Session, table: Table, column: str) -> list[Any]:
    return [row[0] for row in session.execute(select(table.c[column]))]


def _letter(row: Any, letters: dict[UUID, str]) -> str:
    things = (
        row[key] for key in ("partner_id", "goal_id", "channel_id", "kickoff_id") if key in row
    )
    return next((letters[thing] for thing in things if thing in letters), "a")
