"""`partner-bot export KIND FILE`: the ledger into a file."""

from datetime import datetime
from pathlib import Path

from bot.exchange import exporting
from bot.exchange.errors import ExchangeError
from bot.flows.workspace import connecting as workspaces
from storage import audit
from storage.database import Database

KEYBOARD = "admin at the keyboard"


def run(
    database: Database, *, kind: str, path: Path, now: datetime, slack_id: str | None = None
) -> dict[str, int]:
    """Write the file and return how many lines of each kind it holds.

    ``slack_id`` says whose ledger, where several are stored.

    Raises ExchangeError or LookupError with one clear sentence; what stood there stays then.
    """
    if kind not in exporting.KINDS:
        raise ExchangeError(f"There is no kind {kind!r}; use {', '.join(exporting.KINDS)}.")
    with database.across_workspaces.reading() as session:
        workspace = workspaces.sole(session, slack_id)
    own = database.within(workspace.id)
    with own.reading() as session:
        counts = exporting.run(session, kind, path, workspace_id=workspace.id)
    with own.transaction() as session:
        audit.record(
            session,
            workspace_id=workspace.id,
            now=now,
            actor=KEYBOARD,
            action=f"export.{kind}",
            subject=("file", None),
            after={"file": path.name, **counts},
        )
    return counts
