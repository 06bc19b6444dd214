"""The ledger into files that a spreadsheet cannot be made to run."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.cli import export, import_
from bot.exchange.errors import ExchangeError
from bot.exchange.exporting import safe
from bot.exchange.importing import Wish
from storage.database import Database

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Database:
    path = tmp_path / "in.csv"
    path.write_text(
        "id,account,stage,engaged,product\nD1,Acme,Engaging,2026-01-05,=1+1\n", encoding="utf-8"
    )
    import_.run(database, Wish("opportunities", path, {}), dry_run=False, now=NOW)
    return database


def test_what_is_exported_can_be_imported_again(ledger: Database, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"

    counts = export.run(ledger, kind="opportunities", path=path, now=NOW)

    assert counts == {"opportunities": 1}
    with path.open(encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    assert row["id"] == "D1"
    assert row["product"] == "'=1+1"
    again = import_.run(ledger, Wish("opportunities", path, {}), dry_run=True, now=NOW)
    assert (again.added, again.changed, again.same) == (0, 0, 1)


def test_all_kinds_are_the_sheets_of_one_book(ledger: Database, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"

    export.run(ledger, kind="all", path=path, now=NOW)

    assert load_workbook(path).sheetnames == [
        "partners",
        "people",
        "goals",
        "readings",
        "commitments",
        "opportunities",
        "touches",
    ]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param(" \xa0@SUM(A1)", "' \xa0@SUM(A1)", id="after a no-break space"),
        pytest.param("fine\n=1+1", "fine\n'=1+1", id="after an inner newline"),
        pytest.param("fine\t=1+1", "fine\t'=1+1", id="after an inner tab"),
        pytest.param("fine\u2028\u200b=1", "fine\u2028'\u200b=1", id="after what nobody sees"),
        pytest.param("fine;=1+1", "fine;'=1+1", id="after a separator"),
        pytest.param("\u3000\uff1d1", "'\u3000\uff1d1", id="full-width equals"),
        pytest.param("\uff0b1", "'\uff0b1", id="full-width plus"),
        pytest.param("\uff0d1", "'\uff0d1", id="full-width minus"),
        pytest.param("\uff20SUM(A1)", "'\uff20SUM(A1)", id="full-width at"),
        pytest.param("\x00\x07=1\ud800", "'=1", id="what no file can hold"),
        pytest.param("-", "'-", id="minus"),
        pytest.param("Acme = best", "Acme = best", id="harmless"),
        pytest.param("", "", id="empty"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_a_cell_never_starts_like_a_formula(cell: str | None, shown: str) -> None:
    assert safe(cell) == shown


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        pytest.param("all", "x.csv", "All kinds together need an .xlsx", id="all in a csv"),
        pytest.param("deals", "x.csv", "There is no kind 'deals'", id="unknown kind"),
        pytest.param("goals", "x.doc", "neither .csv nor .xlsx", id="unknown ending"),
        pytest.param("goals", "none/x.csv", "cannot be written: No such file", id="no folder"),
    ],
)
def test_an_export_that_cannot_be_is_one_sentence(
    ledger: Database, tmp_path: Path, kind: str, name: str, sentence: str
) -> None:
    with pytest.raises(ExchangeError, match=sentence):
        export.run(ledger, kind=kind, path=tmp_path / name, now=NOW)
