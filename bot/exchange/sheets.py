"""CSV and XLSX files as lines of text, bounded, with every fault said in one sentence."""

import csv
import itertools
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from bot.exchange.cells import restored
from bot.exchange.errors import ExchangeError

MAX_BYTES = 200 * 1024 * 1024
MAX_LINES = 1_000_000
MAX_CELL = 20_000  # characters
MAX_LINE = 1_000_000  # characters, of a CSV file
MAX_UNPACKED = 1024 * 1024 * 1024  # bytes, of an XLSX file: a small one can unpack to anything

Line = tuple[int, dict[str, str]]  # the line's number in the file, and its cells by column


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file: its columns as named there, and its lines, read as they are asked for."""

    columns: tuple[str, ...]
    lines: Iterator[Line]
    count: int  # about how many lines there are, for a progress bar


@contextmanager
def reading(path: Path) -> Iterator[Sheet]:
    """Yield the sheet in ``path``. Raises ExchangeError when it is no sheet we can read."""
    _check(path)
    rows = _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
    columns = _columns(path, next(rows, None))
    yield Sheet(columns, _lines(path, columns, rows), _count(path))


def _check(path: Path) -> None:
    if path.is_dir():
        raise ExchangeError(f"{path} is a folder, not a file.")
    if not path.exists():
        raise ExchangeError(f"There is no file {path}.")
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        raise ExchangeError(f"{path.name} is neither .csv nor .xlsx.")
    try:
        size = path.stat().st_size
        path.open("rb").close()
    except OSError as error:
        raise ExchangeError(f"{path} cannot be read: {error.strerror}.") from error
    if size > MAX_BYTES:
        raise ExchangeError(f"{path.name} is larger than {MAX_BYTES // 1024**2} MB.")


def _columns(path: Path, first: tuple[int, list[str]] | None) -> tuple[str, ...]:
    names = [cell.strip() for cell in first[1]] if first else []
    if not any(names):
        raise ExchangeError(f"{path.name} is empty: its first line must name the columns.")
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise ExchangeError(f"{path.name} names the column {min(twice)!r} twice.")
    return tuple(names)


def _lines(
    path: Path, columns: tuple[str, ...], rows: Iterator[tuple[int, list[str]]]
) -> Iterator[Line]:
    for count, (number, cells) in enumerate(rows, start=1):
        if count > MAX_LINES:
            raise ExchangeError(f"{path.name} has more than {MAX_LINES:,} lines.")
        if not any(cell.strip() for cell in cells):
            continue
        padded = itertools.zip_longest(columns, cells[: len(columns)], fillvalue="")
        yield number, {column: restored(cell.strip()) for column, cell in padded}


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    before = csv.field_size_limit(MAX_CELL)  # of the whole process
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            dialect = _dialect(file.readline(MAX_LINE))
            file.seek(0)
            reader = csv.reader(_bounded(file, path), dialect, strict=True)
            for cells in reader:
                yield reader.line_num, cells
    except UnicodeDecodeError as error:
        raise ExchangeError(f"{path.name} is not UTF-8 text; save it as CSV UTF-8.") from error
    except csv.Error as error:
        raise ExchangeError(f"{path.name} is not a CSV file: {error}.") from error
    finally:
        csv.field_size_limit(before)


def _bounded(file: TextIO, path: Path) -> Iterator[str]:
    while line := file.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            raise ExchangeError(f"{path.name} has a line of more than {MAX_LINE:,} characters.")
        yield line


def _dialect(first_line: str) -> type[csv.Dialect]:
    # Spreadsheets of many countries separate with semicolons; the header tells.
    class Found(csv.excel):
        delimiter = max(",;\t", key=first_line.count)

    return Found


def _xlsx_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and rarely needed

    try:
        _check_unpacked(path)
        book = load_workbook(path, read_only=True, data_only=True)
    except ExchangeError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise ExchangeError(f"{path.name} is not an XLSX file.") from error
    try:
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield number, [_cell(value) for value in row]
    finally:
        book.close()


def _check_unpacked(path: Path) -> None:
    # What a part says it unpacks to is all that is read of it.
    with zipfile.ZipFile(path) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
    if unpacked > MAX_UNPACKED:
        raise ExchangeError(f"{path.name} unpacks to more than {MAX_UNPACKED // 1024**2} MB.")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:MAX_CELL]


def _count(path: Path) -> int:
    if path.suffix.lower() == ".xlsx":
        return 0
    with path.open("rb") as file:
        return max(
            sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1, 0
        )
