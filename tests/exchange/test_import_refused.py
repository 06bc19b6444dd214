"""Files that cannot be taken, in part or at all: why, in one sentence, and nothing half-done."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import select

from bot.cli import import_
from bot.clock import MovableClock
from bot.exchange import sheets
from bot.exchange.errors import ExchangeError
from bot.exchange.importing import Wish
from bot.exchange.report import Report
from storage.database import Database
from storage.opportunities import Opportunity
from storage.people import Person
from tests.exchange.taking import DEALS, NOW, sheet, take


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("D9,,Won,2026-01-01,2026-02-01,5", "no partner", id="no partner"),
        pytest.param(",Acme,Won,2026-01-01,2026-02-01,5", "no id", id="no id"),
        pytest.param(
            "D9,Acme,Closed,2026-01-01,,",
            "stage 'Closed' is none of prospecting, engaging, won, lost",
            id="unknown stage",
        ),
        pytest.param(
            "D9,Acme,Won,01/02/2026,2026-02-01,5",
            "engaged_on '01/02/2026' is not a date like YYYY-MM-DD",
            id="another date format",
        ),
        pytest.param(
            "D9,Acme,Won,2026-01-01,2026-02-01,5 apples",
            "amount '5 apples' is not a number",
            id="no number",
        ),
        pytest.param(
            'D9,Acme,Won,2026-01-01,2026-02-01,"1,5"',
            "amount '1,5' is not clear: write decimals with a point, as in 1.5",
            id="a comma that is no thousands",
        ),
        pytest.param(
            "D9,Acme,Won,2026-01-01,2026-02-01,NaN",
            "amount 'NaN' is not a number we can keep",
            id="not a number",
        ),
        pytest.param(
            "D9,Acme,Won,2026-01-01,2026-02-01,0.00001",
            "amount '0.00001' has more than 4 decimals",
            id="too fine",
        ),
        pytest.param("D9,Acme,Lost,2026-01-01,2026-02-01,-1", "a negative amount", id="negative"),
        pytest.param(
            "D9,Acme,Won,2026-01-01,,",
            "won without a close date and an amount",
            id="won without its facts",
        ),
        pytest.param(
            "D9,Acme,Lost,2026-03-01,2026-02-01,",
            "it closes before it is engaged",
            id="closed before engaged",
        ),
    ],
)
def test_a_bad_line_is_skipped_with_its_reason_and_the_others_go_on(
    sqlite_database: Database, tmp_path: Path, line: str, why: str
) -> None:
    header, *rest = DEALS.splitlines()

    report = take(
        sqlite_database, "opportunities", sheet(tmp_path, "\n".join([header, line, *rest]))
    )

    assert report.skipped == [(2, why)]
    assert report.added == 3


def test_the_same_id_twice_in_a_file_is_taken_once(
    sqlite_database: Database, tmp_path: Path
) -> None:
    twice = DEALS + "D1,Acme,Lost,2026-01-05,2026-02-01,\n"

    report = take(sqlite_database, "opportunities", sheet(tmp_path, twice))

    assert report.skipped == [(5, "an id that stands in an earlier line")]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        pytest.param("none.csv", None, "There is no file", id="missing"),
        pytest.param("deals.txt", b"id", "neither .csv nor .xlsx", id="another ending"),
        pytest.param("empty.csv", b"", "is empty", id="empty"),
        pytest.param("latin.csv", b"id,caf\xe9\n", "is not UTF-8 text", id="another encoding"),
        pytest.param("nul.csv", b"id,acc\x00unt\n", "needs a column|not a CSV", id="binary"),
        pytest.param("twice.csv", b"id,id\n1,2\n", "names the column 'id' twice", id="twice"),
        pytest.param("quote.csv", b'id,account,stage\n"D1,A', "is not a CSV file", id="cut off"),
        pytest.param("book.xlsx", b"not a zip", "is not an XLSX file", id="not xlsx"),
        pytest.param("long.csv", b"id,account" + b"," * sheets.MAX_LINE, "a line of", id="wide"),
        pytest.param("few.csv", b"id,stage\n1,Won\n", "needs a column for partner", id="column"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(
    sqlite_database: Database, tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ExchangeError, match=sentence):
        take(sqlite_database, "opportunities", path)


@pytest.mark.parametrize(
    ("bound", "most", "sentence"),
    [
        pytest.param("MAX_BYTES", 10, "is larger than", id="bytes"),
        pytest.param("MAX_LINES", 2, "has more than 2 lines", id="lines"),
        pytest.param("MAX_CELL", 3, "is not a CSV file", id="characters in a cell"),
    ],
)
def test_a_file_over_a_bound_is_refused_and_nothing_of_it_kept(
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    bound: str,
    most: int,
    sentence: str,
) -> None:
    monkeypatch.setattr(sheets, bound, most)
    cells = csv.field_size_limit()

    with pytest.raises(ExchangeError, match=sentence):
        take(sqlite_database, "opportunities", sheet(tmp_path, DEALS))

    assert csv.field_size_limit() == cells, "it is the whole process's"

    with sqlite_database.across_workspaces.reading() as session:
        assert session.exec(select(Opportunity)).all() == []


def test_a_book_that_unpacks_to_too_much_is_refused(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Workbook().save(tmp_path / "bomb.xlsx")
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 100)

    with pytest.raises(ExchangeError, match="unpacks to more than"):
        take(sqlite_database, "opportunities", tmp_path / "bomb.xlsx")


def test_an_import_that_takes_too_long_is_given_up_and_nothing_of_it_kept(
    sqlite_database: Database, tmp_path: Path
) -> None:
    class Hours(MovableClock):
        def now(self) -> datetime:
            self.move(super().now() + timedelta(hours=1))
            return super().now()

    wish = Wish("opportunities", sheet(tmp_path, DEALS), {})
    with pytest.raises(ExchangeError, match="took more than 30 minutes"):
        import_.run(sqlite_database, wish, dry_run=False, now=NOW, clock=Hours(NOW))

    with sqlite_database.across_workspaces.reading() as session:
        assert session.exec(select(Opportunity)).all() == []


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        pytest.param("partnr=account", "Did you mean 'partner'", id="our name misspelt"),
        pytest.param("partner=acount", "Did you mean 'account'", id="their name misspelt"),
    ],
)
def test_a_wrong_map_names_the_nearest_column(
    sqlite_database: Database, tmp_path: Path, pair: str, sentence: str
) -> None:
    with pytest.raises(ExchangeError, match=sentence):
        take(sqlite_database, "opportunities", sheet(tmp_path, DEALS), pair)


@pytest.mark.parametrize("date_format", ["banana", "%d/%m", "%q", "%Y-%m-%d %"])
def test_a_date_format_that_names_no_day_month_and_year_is_refused_as_a_whole(
    sqlite_database: Database, tmp_path: Path, date_format: str
) -> None:
    wish = Wish("opportunities", sheet(tmp_path, DEALS), {}, date_format=date_format)

    with pytest.raises(ExchangeError, match="--date-format needs a day, a month and a year"):
        import_.run(sqlite_database, wish, dry_run=False, now=NOW)


def test_of_very_many_reasons_the_most_frequent_are_told() -> None:
    report = Report("goals")
    for line in range(30):
        report.skip(line + 2, f"due '{line}' is not a date like YYYY-MM-DD")
    report.skip(40, "no partner")
    report.skip(41, "no partner")

    said = report.sentences(dry_run=False)

    assert said[1:3] == ["32 lines skipped:", "  no partner: lines 40, 41"]
    assert len(said) == 2 + 20 + 1
    assert said[-1] == "  and 11 more for reasons like these"


def test_a_country_without_known_holidays_is_refused_by_its_line(
    sqlite_database: Database, tmp_path: Path
) -> None:
    people = "name,country\nAnn Lee,de\nBo,Germany\n"

    report = take(sqlite_database, "people", sheet(tmp_path, people))

    assert report.skipped == [(3, "country 'Germany' is not a country code like DE")]
    with sqlite_database.across_workspaces.reading() as session:
        assert [one.country for one in session.exec(select(Person))] == ["DE"]
