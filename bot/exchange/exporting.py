"""The ledger into files: CSV or XLSX, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.exchange.cells import defused
from bot.exchange.errors import ExchangeError
from bot.exchange.exported import SHEETS

BATCH = 1000
KINDS = (*SHEETS, "all")


def run(session: Session, kind: str, path: Path, *, workspace_id: UUID) -> dict[str, int]:
    """Write ``kind``, or all of them as the sheets of one XLSX, to ``path``; return line counts.

    Raises ExchangeError when the file cannot be written; what stood there stays then.
    """
    ending = path.suffix.lower()
    if ending not in {".csv", ".xlsx"}:
        raise ExchangeError(f"{path.name} is neither .csv nor .xlsx.")
    if kind == "all" and ending == ".csv":
        raise ExchangeError("All kinds together need an .xlsx file; a .csv holds one kind.")
    kinds = list(SHEETS) if kind == "all" else [kind]
    draft = path.with_name(f".{path.name}.part")
    try:
        write = _write_xlsx if ending == ".xlsx" else _write_csv
        counts = write(draft, ((each, _rows(session, each, workspace_id)) for each in kinds))
        draft.replace(path)
    except OSError as error:
        raise ExchangeError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return counts


Rows = Iterator[Iterable[Any]]


def _rows(session: Session, kind: str, workspace_id: UUID) -> Rows:
    found = session.execute(
        SHEETS[kind], {"workspace_id": workspace_id}, execution_options={"yield_per": BATCH}
    )
    yield found.keys()
    yield from found


def _write_csv(path: Path, sheets: Iterator[tuple[str, Rows]]) -> dict[str, int]:
    counts = {}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for kind, rows in sheets:
            counts[kind] = -1  # the header is no line
            for row in rows:
                writer.writerow([safe(value) for value in row])
                counts[kind] += 1
    return counts


def _write_xlsx(path: Path, sheets: Iterator[tuple[str, Rows]]) -> dict[str, int]:
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import, and rarely needed

    counts, book = {}, Workbook(write_only=True)
    for kind, rows in sheets:
        sheet, counts[kind] = book.create_sheet(kind), -1
        for row in rows:
            sheet.append([safe(value) for value in row])
            counts[kind] += 1
    book.save(path)
    return counts


def safe(value: Any) -> Any:
    """Return a cell that no spreadsheet runs: what starts like a formula is quoted."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return defused(str(value))
