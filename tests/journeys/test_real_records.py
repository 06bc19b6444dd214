"""Real records in, slipping partners out: every figure is worked out again here, by hand.

The expected figures come from the two files with nothing but csv, dates and fractions; no rule
of the product is asked.
"""

import csv
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, func, select

from bot.cli import import_
from bot.exchange.columns import parse_pairs
from bot.exchange.importing import Wish
from bot.exchange.report import Report
from bot.jobs import timetable
from storage.database import Database
from storage.goals import Goal, Reading
from storage.health import HealthSnapshot
from storage.nudges import Nudge
from storage.opportunities import Opportunity
from storage.outbox import Outbox
from storage.partners import Partner
from storage.people import Person

RECORDS = Path(__file__).parent.parent / "data"
DEALS, TARGETS = RECORDS / "crm_opportunities.csv", RECORDS / "targets.csv"
NOW = datetime(2017, 8, 16, 13, 0, tzinfo=UTC)
TODAY, START, DUE = date(2017, 8, 16), date(2017, 7, 1), date(2017, 9, 30)
SLIPPING = {"at risk", "off track"}
TABLES = (Goal, Reading, Nudge, Outbox, HealthSnapshot, Opportunity, Partner, Person)
SENTENCE = re.compile(
    r"(?P<partner>.+): (?P<metric>won value|deals engaged) (?P<value>[\d,]+)(?: USD)?"
    r" against (?P<expected>[\d,.]+) expected by 16 Aug"
    r" \(ratio (?P<ratio>[\d.]+), (?P<band>[a-z ]+)\);"
)


@dataclass(frozen=True)
class Figures:
    """Where a target stands on the day, exactly."""

    value: Fraction
    expected: Fraction

    @property
    def ratio(self) -> Fraction:
        return self.value / self.expected

    @property
    def band(self) -> str:
        if self.ratio < Fraction(75, 100):
            return "off track"
        if self.ratio < Fraction(95, 100):
            return "at risk"
        return "ahead" if self.ratio >= Fraction(110, 100) else "on track"

    def said(self) -> tuple[str, str, str, str]:
        """Return value, expected and ratio as a person writes them, and the band."""
        ratio = floor(self.ratio * 100) / 100
        return _digits(self.value), _digits(round(self.expected, 2)), f"{ratio:.2f}", self.band


Standing = dict[tuple[str, str], Figures]


@pytest.fixture(scope="module")
def standing() -> Standing:
    """Every target of the file as it stands on the day, by partner and metric."""
    return dict(_figures())


@pytest.fixture
def imported(database: Database) -> tuple[Report, Report]:
    return _import(database)


def test_every_partner_that_slips_is_named_with_its_figures(
    database: Database, imported: tuple[Report, Report], standing: Standing
) -> None:
    timetable.run_due(database.transaction, NOW)

    with database.reading() as session:
        told = _told(session)
    assert told == {key: one.said() for key, one in standing.items() if one.band in SLIPPING}
    assert Counter(band for *_, band in told.values()) == {"off track": 64, "at risk": 33}
    assert told["Acme Corporation", "won value"] == ("13,580", "29,065.93", "0.46", "off track")
    assert told["Ron-tech", "won value"] == ("18,888", "19,967.03", "0.94", "at risk")
    assert told["Groovestreet", "deals engaged"] == ("9", "12", "0.75", "at risk")
    assert told["dambase", "deals engaged"] == ("11", "14", "0.78", "at risk")


def test_every_goal_is_counted_and_banded_as_the_files_say(
    database: Database, imported: tuple[Report, Report], standing: Standing
) -> None:
    timetable.run_due(database.transaction, NOW)

    with database.reading() as session:
        found = {
            (partner.name, goal.metric): (goal.newest_value, goal.newest_as_of, str(goal.band))
            for partner, goal in session.exec(select(Partner, Goal).join(Goal))
        }
    assert found.keys() == standing.keys()
    for key, one in standing.items():
        band = one.band.replace(" ", "_")
        assert found[key] == (Decimal(float(one.value)), TODAY, band), key


def test_a_second_tick_adds_nothing(
    database: Database, imported: tuple[Report, Report], caplog: pytest.LogCaptureFixture
) -> None:
    timetable.run_due(database.transaction, NOW)
    once = _row_counts(database)

    again = timetable.run_due(database.transaction, NOW)

    assert +again == {}
    assert _row_counts(database) == once
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_lines_without_an_account_are_skipped_with_their_reason(
    database: Database, imported: tuple[Report, Report]
) -> None:
    deals, goals = imported

    with DEALS.open(encoding="utf-8", newline="") as file:
        without = [n for n, row in enumerate(csv.DictReader(file), 2) if not row["account"].strip()]
    assert len(without) == 1425
    assert deals.skipped == [(line, "no partner") for line in without]
    assert (deals.added, deals.made["partners"], deals.made["people"]) == (7375, 85, 30)
    assert (goals.added, goals.skipped) == (170, [])


def test_importing_the_same_files_again_changes_nothing(
    database: Database, imported: tuple[Report, Report]
) -> None:
    once = _row_counts(database)

    deals, goals = _import(database)

    assert (deals.added, deals.changed, deals.same, len(deals.skipped)) == (0, 0, 7375, 1425)
    assert (goals.added, goals.changed, goals.same) == (0, 0, 170)
    assert _row_counts(database) == once


def _import(database: Database) -> tuple[Report, Report]:
    named = parse_pairs(["partner=account", "owner=sales_agent"])
    deals = import_.run(database, Wish("opportunities", DEALS, named), dry_run=False, now=NOW)
    goals = import_.run(database, Wish("goals", TARGETS, {}), dry_run=False, now=NOW)
    return deals, goals


def _figures() -> Iterator[tuple[tuple[str, str], Figures]]:
    won, engaged = _counted()
    share = Fraction((TODAY - START).days, (DUE - START).days)
    with TARGETS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            partner, metric = row["partner"], row["metric"]
            assert (row["start"], row["due"]) == (START.isoformat(), DUE.isoformat())
            assert (row["baseline"], row["curve"]) == ("0", "linear")
            expected = Fraction(row["target"]) * share
            if metric == "won value":
                figures = Figures(won.get(partner, Fraction(0)), expected)
            else:
                figures = Figures(Fraction(engaged[partner]), Fraction(floor(expected)))
            yield (partner, metric), figures


def _counted() -> tuple[dict[str, Fraction], Counter[str]]:
    """Return what each account's deals add up to in the window, up to and including the day."""
    won: dict[str, Fraction] = {}
    engaged: Counter[str] = Counter()
    with DEALS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            account = row["account"]
            if row["deal_stage"] == "Won" and _in_window(row["close_date"]):
                won[account] = won.get(account, Fraction(0)) + Fraction(row["close_value"])
            engaged[account] += _in_window(row["engage_date"])
    return won, engaged


def _in_window(day: str) -> bool:
    return bool(day) and START <= date.fromisoformat(day) <= TODAY


def _told(session: Session) -> dict[tuple[str, str], tuple[str, str, str, str]]:
    """Return what was said, or was to be said, of each goal. Nobody here is known in Slack."""
    told = {}
    for why in session.exec(select(Nudge.skipped_reason)):
        said = SENTENCE.match(why or "")
        assert said is not None, why
        key = said["partner"], said["metric"]
        assert key not in told
        told[key] = (said["value"], said["expected"], said["ratio"], said["band"])
    return told


def _row_counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {table.__name__: _count(session, table) for table in TABLES}


def _count(session: Session, table: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def _digits(value: Fraction) -> str:
    return f"{float(value):,.2f}".rstrip("0").rstrip(".")
