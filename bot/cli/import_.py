"""`partner-bot import KIND FILE`: a file into the ledger, reported line by line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.clock import Clock, SystemClock
from bot.exchange import importing
from bot.exchange.errors import ExchangeError
from bot.exchange.report import Report
from bot.flows.workspace import connecting as workspaces
from storage.columns import new_id
from storage.database import Database

LONGEST = timedelta(minutes=30)  # nobody else can write to a SQLite database meanwhile


def run(
    database: Database,
    wish: importing.Wish,
    *,
    dry_run: bool,
    now: datetime,
    clock: Clock | None = None,
    slack_id: str | None = None,
) -> Report:
    """Import the file and return its report; with ``dry_run`` nothing is written.

    ``slack_id`` says into whose ledger, where several are stored.

    What takes longer than ``LONGEST`` by ``clock`` is given up, and nothing of it is written.
    Raises ExchangeError or LookupError, one clear sentence, before anything is written.
    """
    if wish.kind not in importing.KINDS:
        raise ExchangeError(f"There is no kind {wish.kind!r}; use {', '.join(importing.KINDS)}.")
    with database.across_workspaces.reading() as session:
        known = workspaces.sole_or_none(session, slack_id)
    workspace_id = new_id() if known is None else known.id
    own = database.within(workspace_id)
    with _bar(wish.path.name, clock or SystemClock()) as progress, own.transaction() as session:
        if known is None:
            workspaces.begin(session, workspace_id, now=now)
        report = importing.run(session, wish, workspace_id=workspace_id, now=now, progress=progress)
        if dry_run:
            session.rollback()
    return report


@contextmanager
def _bar(title: str, clock: Clock) -> Iterator[Callable[[int, int], None]]:
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    # Into a file or a pipe it would leave empty lines around the one sentence.
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task, until = progress.add_task(title, total=None), clock.now() + LONGEST

        def show(read: int, total: int) -> None:
            if clock.now() > until:
                minutes = LONGEST // timedelta(minutes=1)
                raise ExchangeError(
                    f"The import took more than {minutes} minutes, so nothing was written; "
                    "split the file."
                )
            progress.update(task, completed=read, total=max(total, read) or None)

        yield show
