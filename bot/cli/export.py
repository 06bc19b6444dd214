"""`partner-bot export KIND FILE`: the ledger into a file."""

from pathlib import Path

from bot.exchange import exporting
from bot.exchange.errors import ExchangeError
from bot.flows import workspaces
from storage.database import Database


def run(database: Database, *, kind: str, path: Path) -> dict[str, int]:
    """Write the file and return how many lines of each kind it holds.

    Raises ExchangeError or LookupError with one clear sentence; what stood there stays then.
    """
    if kind not in exporting.KINDS:
        raise ExchangeError(f"There is no kind {kind!r}; use {', '.join(exporting.KINDS)}.")
    with database.across_workspaces.reading() as session:
        workspace = workspaces.sole(session)
    with database.within(workspace.id).reading() as session:
        return exporting.run(session, kind, path, workspace_id=workspace.id)
