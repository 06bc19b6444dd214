"""A file into the ledger: all of it in one transaction, each line taken or skipped with why."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from sqlmodel import Session

from bot.exchange import columns, commitments, goals, opportunities, people, sheets
from bot.exchange.columns import Column
from bot.exchange.errors import LineError
from bot.exchange.ledger import IMPORT, Ledger
from bot.exchange.report import Report
from bot.exchange.values import check_format
from storage import audit, column_maps

PROGRESS_EVERY = 200  # lines


class Taker(Protocol):
    """Takes the lines of one kind of file."""

    def take(self, row: dict[str, str]) -> None:
        """Take one line; raises LineError when it must be skipped, nothing of it written."""

    def finish(self) -> None:
        """Write what is held back."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: its columns and who takes its lines."""

    columns: tuple[Column, ...]
    taker: Callable[[Ledger], Taker]


KINDS: Mapping[str, Kind] = {
    "partners": Kind(people.PARTNER_COLUMNS, people.Partners),
    "people": Kind(people.PEOPLE_COLUMNS, people.People),
    "opportunities": Kind(opportunities.COLUMNS, opportunities.Opportunities),
    "goals": Kind(goals.GOAL_COLUMNS, goals.Goals),
    "readings": Kind(goals.READING_COLUMNS, goals.Readings),
    "commitments": Kind(commitments.COMMITMENT_COLUMNS, commitments.Commitments),
    "touches": Kind(people.TOUCH_COLUMNS, people.Touches),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What to import and how: the map is ours -> theirs, ``saved`` names a stored one."""

    kind: str
    path: Path
    columns: Mapping[str, str]
    saved: str | None = None
    save_as: str | None = None
    date_format: str | None = None
    currency: str = "USD"


def run(
    session: Session,
    wish: Wish,
    *,
    workspace_id: UUID,
    now: datetime,
    progress: Callable[[int, int], None],
) -> Report:
    """Take the file into the caller's transaction and report; a second run adds nothing.

    ``progress`` hears lines read and lines in all (0: not known). Raises ExchangeError when
    the file, the map or the format as a whole cannot be used.
    """
    if wish.date_format is not None:
        check_format(wish.date_format)
    kind, report = KINDS[wish.kind], Report(wish.kind)
    given = dict(wish.columns)
    if wish.saved is not None:
        stored = column_maps.named(
            session, workspace_id=workspace_id, kind=wish.kind, name=wish.saved
        )
        given = stored | given
    ledger = Ledger(
        session=session,
        workspace_id=workspace_id,
        now=now,
        report=report,
        date_format=wish.date_format,
        currency=wish.currency,
    )
    with sheets.reading(wish.path) as sheet:
        chosen = columns.settle(kind.columns, given, sheet.columns)
        rows = _rows(sheet, kind, chosen, progress)
        _take_all(kind.taker(ledger), rows, report)
    if wish.save_as is not None:
        column_maps.save(
            session,
            workspace_id=workspace_id,
            kind=wish.kind,
            name=wish.save_as,
            columns=chosen,
            now=now,
        )
    _record(session, report, wish, workspace_id=workspace_id, now=now)
    return report


def _rows(
    sheet: sheets.Sheet,
    kind: Kind,
    chosen: Mapping[str, str],
    progress: Callable[[int, int], None],
) -> Iterator[sheets.Line]:
    read, names = 0, [column.name for column in kind.columns]
    for read, (number, cells) in enumerate(sheet.lines, start=1):
        if read % PROGRESS_EVERY == 0:
            progress(read, sheet.count)
        named = dict.fromkeys(names, "") | {ours: cells[theirs] for ours, theirs in chosen.items()}
        yield number, named
    progress(read, sheet.count)


def _take_all(taker: Taker, rows: Iterator[sheets.Line], report: Report) -> None:
    for number, row in rows:
        try:
            taker.take(row)
        except LineError as error:
            report.skip(number, str(error))
    taker.finish()


def _record(
    session: Session, report: Report, wish: Wish, *, workspace_id: UUID, now: datetime
) -> None:
    audit.record(
        session,
        workspace_id=workspace_id,
        now=now,
        actor=IMPORT.label,
        action=f"import.{wish.kind}",
        subject=("file", None),
        after={
            "file": wish.path.name,
            "added": report.added,
            "changed": report.changed,
            "same": report.same,
            "skipped": len(report.skipped),
        },
    )
