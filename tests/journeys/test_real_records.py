"""Real records in, slipping partners out: each figure against one worked out by hand."""

import csv
import logging
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session, SQLModel, func, select

from bot.cli import import_
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
from tests.journeys.real_records import (
    DEALS,
    SENTENCE,
    TARGETS,
    TODAY,
    Standing,
    Told,
    figures,
    read,
)

NOW = datetime(2017, 8, 16, 13, 0, tzinfo=UTC)
TABLES = (Goal, Reading, Nudge, Outbox, HealthSnapshot, Opportunity, Partner, Person)


@pytest.fixture(scope="module")
def standing() -> Standing:
    """Every target of the file as it stands on the day, by partner and metric."""
    return dict(figures())


@pytest.fixture
def imported(database: Database) -> tuple[Report, Report]:
    return _import(database)


def test_every_partner_that_slips_is_named_with_its_figures(
    database: Database, imported: tuple[Report, Report], standing: Standing
) -> None:
    timetable.run_due(database, NOW)

    with database.across_workspaces.reading() as session:
        told = _told(session)
    assert told == {key: one.said() for key, one in standing.items() if one.slips}
    assert Counter(band for *_, band in told.values()) == {"off track": 64, "at risk": 33}
    assert told["Acme Corporation", "won value"] == ("13,580", "29,065.93", "0.46", "off track")
    assert told["Ron-tech", "won value"] == ("18,888", "19,967.03", "0.94", "at risk")
    assert told["Groovestreet", "deals engaged"] == ("9", "12", "0.75", "at risk")
    assert told["dambase", "deals engaged"] == ("11", "14", "0.78", "at risk")


def test_every_goal_is_counted_and_banded_as_the_files_say(
    database: Database, imported: tuple[Report, Report], standing: Standing
) -> None:
    timetable.run_due(database, NOW)

    with database.across_workspaces.reading() as session:
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
    timetable.run_due(database, NOW)
    once = _row_counts(database)

    again = timetable.run_due(database, NOW)

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


def test_the_command_line_names_the_same_partners_and_writes_nothing_without_a_token(
    empty_database_url: str, standing: Standing
) -> None:
    mapped = ["--map", "partner=account", "--map", "owner=sales_agent"]
    said = _partner_bot(empty_database_url, "import", "opportunities", str(DEALS), *mapped)
    _partner_bot(empty_database_url, "import", "goals", str(TARGETS))

    first, second = (
        _partner_bot(empty_database_url, "tick", "--at", "2017-08-16T13:00:00Z") for _ in range(2)
    )

    assert "1,425 lines skipped:" in said
    *lines, count, nothing_sent = first
    found = [SENTENCE.search(line) for line in lines if "expected by" in line]
    assert read(found) == {key: one.said() for key, one in standing.items() if one.slips}
    assert count == (
        "0 messages would go until Wed 16 Aug 2017 13:00 UTC; 97 would not, for the reasons above."
    )
    assert nothing_sent == "Nothing was delivered or written: SLACK_BOT_TOKEN is not set."
    assert sorted(second) == sorted(first)


def _partner_bot(database_url: str, *arguments: str) -> list[str]:
    """Run the command line; return the lines it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env={"DATABASE_URL": database_url, "PATH": os.environ["PATH"]},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.splitlines()


def _import(database: Database) -> tuple[Report, Report]:
    named = {"partner": "account", "owner": "sales_agent"}
    deals = import_.run(database, Wish("opportunities", DEALS, named), dry_run=False, now=NOW)
    goals = import_.run(database, Wish("goals", TARGETS, {}), dry_run=False, now=NOW)
    return deals, goals


def _told(session: Session) -> Told:
    """Return what was to be said of each goal. Nobody here is known in Slack."""
    return read(SENTENCE.match(why or "") for why in session.exec(select(Nudge.skipped_reason)))


def _row_counts(database: Database) -> dict[str, int]:
    with database.across_workspaces.reading() as session:
        return {table.__name__: _count(session, table) for table in TABLES}


def _count(session: Session, table: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()
