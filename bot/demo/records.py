"""The real records of a dozen partners, moved to today."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

from bot.demo import cast

RECORDED_TODAY = date(2017, 8, 16)  # the day in the records that the demo's first day stands for
_DATES = {"engage_date", "close_date", "start", "due", "agreed_on"}


def shift(today: date) -> timedelta:
    """Return how far the records move: whole weeks, so that weekdays stay weekdays."""
    return timedelta(weeks=(today - RECORDED_TODAY).days // 7)


def write_opportunities(path: Path, *, today: date) -> None:
    """Write the records' opportunities, moved to ``today``, as a file to import."""
    _write("opportunities.csv", path, today=today, change=lambda row: row)


def write_targets(path: Path, *, today: date) -> None:
    """Write the records' goals, moved to ``today`` and owned by our people."""
    owners = {company.name: company.owner for company in cast.COMPANIES}
    names = {colleague.user: colleague.name for colleague in cast.COLLEAGUES}

    def owned(row: dict[str, str]) -> dict[str, str]:
        return row | {"owner": names[owners[row["partner"]]]}

    _write("targets.csv", path, today=today, change=owned)


def _write(
    name: str, path: Path, *, today: date, change: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    by = shift(today)
    source = resources.files("bot.demo").joinpath("records", name)
    with source.open(encoding="utf-8") as old, path.open("w", encoding="utf-8", newline="") as new:
        reader = csv.DictReader(old)
        writer = csv.DictWriter(new, reader.fieldnames or ())
        writer.writeheader()
        for row in reader:
            moved = {
                column: (date.fromisoformat(cell) + by).isoformat() if cell else cell
                for column, cell in row.items()
                if column in _DATES
            }
            writer.writerow(change(row | moved))
