"""`partner-bot import KIND FILE`: a file into the ledger, reported line by line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.exchange import importing
from bot.exchange.errors import ExchangeError
from bot.exchange.report import Report
from bot.flows import workspaces
from storage.columns import new_id
from storage.database import Database


def run(database: Database, wish: importing.Wish, *, dry_run: bool, now: datetime) -> Report:
    """Import the file and return its report; with ``dry_run`` nothing is written.

    Raises ExchangeError or LookupError, one clear sentence, before anything is written.
    """
    if wish.kind not in importing.KINDS:
        raise ExchangeError(f"There is no kind {wish.kind!r}; use {', '.join(importing.KINDS)}.")
    with database.across_workspaces.reading() as session:
        known = workspaces.sole_or_none(session)
    workspace_id = new_id() if known is None else known.id
    own = database.within(workspace_id)
    with _bar(wish.path.name) as progress, own.transaction() as session:
        if known is None:
            workspaces.begin(session, workspace_id, now=now)
        report = importing.run(session, wish, workspace_id=workspace_id, now=now, progress=progress)
        if dry_run:
            session.rollback()
    return report


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)

        def show(read: int, total: int) -> None:
            progress.update(task, completed=read, total=max(total, read) or None)

        yield show
