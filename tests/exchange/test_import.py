"""Files into the ledger: what is taken, and what a second run changes."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import select

from storage.audit import Audit
from storage.commitments import Commitment
from storage.database import Database
from storage.goals import Goal, Reading
from storage.opportunities import Opportunity
from storage.partners import Channel, Partner, Touch
from storage.people import Person
from tests.exchange.taking import DEALS, of_imports, sheet, take


def test_opportunities_come_in_with_the_partners_they_name(
    database: Database, tmp_path: Path
) -> None:
    report = take(database, "opportunities", sheet(tmp_path, DEALS))

    assert (report.added, report.skipped, report.made["partners"]) == (3, [], 2)
    with database.across_workspaces.reading() as session:
        won = session.exec(select(Opportunity).where(Opportunity.source_ref == "D1")).one()
        assert (won.amount, won.currency, won.closed_on) == (
            Decimal("1200.5"),
            "USD",
            date(2026, 2, 1),
        )
        open_deal = session.exec(select(Opportunity).where(Opportunity.source_ref == "D2")).one()
        assert (open_deal.amount, open_deal.closed_on) == (None, None)


def test_a_second_run_adds_nothing_and_a_changed_line_changes_its_deal(
    database: Database, tmp_path: Path
) -> None:
    take(database, "opportunities", sheet(tmp_path, DEALS))

    again = take(database, "opportunities", sheet(tmp_path, DEALS))
    changed = take(
        database,
        "opportunities",
        sheet(tmp_path, DEALS.replace("Engaging,2026-02-02,,", "Won,2026-02-02,2026-03-01,900")),
    )

    assert (again.added, again.changed, again.same) == (0, 0, 3)
    assert (changed.added, changed.changed, changed.same) == (0, 1, 2)


def test_a_dry_run_writes_nothing(database: Database, tmp_path: Path) -> None:
    report = take(database, "opportunities", sheet(tmp_path, DEALS), dry_run=True)

    assert report.added == 3
    assert report.sentences(dry_run=True)[-1] == "Nothing was written (--dry-run)."
    with database.across_workspaces.reading() as session:
        for table in (Opportunity, Partner, Audit):
            assert session.exec(select(table)).first() is None


def test_a_saved_map_is_used_again(database: Database, tmp_path: Path) -> None:
    odd = sheet(tmp_path, "ref,firm,phase\nD1,Acme,Engaging\n")
    pairs = ("id=ref", "partner=firm", "stage=phase")
    take(database, "opportunities", odd, *pairs, save_as="our crm")

    again = take(database, "opportunities", odd, saved="our crm")

    assert again.same == 1
    with pytest.raises(
        LookupError, match=r"no saved map 'other' for opportunities; saved: our crm"
    ):
        take(database, "opportunities", odd, saved="other")


def test_xlsx_and_semicolons_read_the_same(sqlite_database: Database, tmp_path: Path) -> None:
    book = Workbook()
    for line in DEALS.splitlines():
        book.active.append(line.split(","))
    book.active.cell(row=2, column=4).value = datetime(2026, 1, 5)  # noqa: DTZ001 - a cell
    book.active.cell(row=2, column=6).value = 1200.5
    book.save(tmp_path / "deals.xlsx")

    report = take(sqlite_database, "opportunities", tmp_path / "deals.xlsx")
    again = take(
        sqlite_database, "opportunities", sheet(tmp_path, DEALS.replace(",", ";"), "semi.csv")
    )

    assert report.added == 3
    assert again.same == 3


def test_goals_agreed_by_both_are_counted_from_opportunities_by_their_name(
    database: Database, tmp_path: Path
) -> None:
    take(database, "opportunities", sheet(tmp_path, DEALS))
    goals = sheet(
        tmp_path,
        "partner,metric,unit,baseline,target,start,due,owner,side,agreed_on\n"
        "Acme,Won value,USD,0,5000,2026-01-01,2026-03-31,Ann Lee,joint,2025-12-20\n"
        "Acme,leads,count,0,10,2026-01-01,2026-03-31,Ann Lee,ours,\n"
        "Acne,leads,count,0,10,2026-01-01,2026-03-31,Ann Lee,ours,\n"
        "Acme,calls,count,0,10,2026-04-01,2026-03-31,Ann Lee,ours,\n",
        "goals.csv",
    )

    report = take(database, "goals", goals)
    again = take(database, "goals", goals)

    assert report.added == 2
    assert report.skipped == [
        (4, "no partner called 'Acne'; did you mean 'Acme'?"),
        (5, "The due date has to be after the start"),
    ]
    assert (again.added, again.same) == (0, 2)
    with database.across_workspaces.reading() as session:
        counted = session.exec(select(Goal).where(Goal.metric == "Won value")).one()
        by_hand = session.exec(select(Goal).where(Goal.metric == "leads")).one()
        assert (counted.source, counted.agreed_theirs_on) == ("opportunities", date(2025, 12, 20))
        assert (by_hand.source, by_hand.agreed_theirs_on) == ("by hand", None)


def test_a_corrected_reading_supersedes_and_another_unit_is_refused(
    database: Database, tmp_path: Path
) -> None:
    take(database, "opportunities", sheet(tmp_path, DEALS))
    goal = "partner,metric,unit,target,start,due\nAcme,leads,count,10,2026-01-01,2026-03-31\n"
    take(database, "goals", sheet(tmp_path, goal, "goals.csv"))
    readings = "partner,metric,value,as_of\nAcme,leads,{},2026-02-01\n"
    take(database, "readings", sheet(tmp_path, readings.format(3), "r.csv"))

    same = take(database, "readings", sheet(tmp_path, readings.format(3), "r.csv"))
    corrected = take(database, "readings", sheet(tmp_path, readings.format(4), "r.csv"))
    wrong = take(
        database,
        "readings",
        sheet(tmp_path, "partner,metric,value,as_of,unit\nAcme,leads,5,2026-02-02,EUR\n", "w.csv"),
    )

    assert (same.same, corrected.added) == (1, 1)
    assert wrong.skipped == [(2, "unit EUR, but the goal is in count: nothing is converted")]
    with database.across_workspaces.reading() as session:
        assert session.exec(select(Goal)).one().newest_value == 4
        assert len(session.exec(select(Reading)).all()) == 2


def test_partners_people_commitments_and_touches_come_in(
    database: Database, tmp_path: Path
) -> None:
    partners = (
        "name,owner,stage,signed_on,internal_channel\n"
        "Acme,Ann Lee,active,2026-01-10,C0ACME\n"
        "Bravo,,flying,,\n"
        "Cargo,,signed,,#cargo\n"
    )
    report = take(database, "partners", sheet(tmp_path, partners, "p.csv"))
    people = "name,zone,working_days\nAnn Lee,Europe/Berlin,1234\nBo,Mars/Base,\nCy,,89\n"
    people_report = take(database, "people", sheet(tmp_path, people, "people.csv"))
    promises = (
        "partner,title,due_on,side,owner,state,done_on\n"
        "Acme,Send the deck,2026-04-01,ours,Ann Lee,,\n"
        "Acme,Name two reps,2026-02-01,theirs,Wil Kit,done,2026-01-31\n"
    )
    promise_report = take(database, "commitments", sheet(tmp_path, promises, "c.csv"))
    touches = (
        "partner,contact,on,kind\nAcme,Wil Kit,2026-03-01,call\nAcme,Wil Kit,2026-09-01,call\n"
    )
    touch_report = take(database, "touches", sheet(tmp_path, touches, "t.csv"))

    assert [why for _, why in report.skipped] == [
        (
            "stage 'flying' is none of prospect, qualified, trial, signed, activating, active, "
            "at_risk, dormant, ended"
        ),
        "internal_channel '#cargo' is not a Slack channel id like C0123ABC",
    ]
    assert [line for line, _ in people_report.skipped] == [3, 4]
    assert promise_report.added == 2
    assert touch_report.skipped == [(3, "a day that has not come yet")]
    with database.across_workspaces.reading() as session:
        assert session.exec(select(Channel)).one().slack_channel_id == "C0ACME"
        assert session.exec(select(Person).where(Person.name == "Ann Lee")).one().zone == (
            "Europe/Berlin"
        )
        states = {one.title: one.state.value for one in session.exec(select(Commitment))}
        assert states == {"Send the deck": "accepted", "Name two reps": "done"}
        assert session.exec(select(Touch)).one().contact == "Wil Kit"


def test_an_import_leaves_one_line_in_the_audit_trail(database: Database, tmp_path: Path) -> None:
    take(database, "opportunities", sheet(tmp_path, DEALS))

    with database.across_workspaces.reading() as session:
        [entry] = of_imports(session)
        assert entry.after == {
            "file": "file.csv",
            "added": 3,
            "changed": 0,
            "same": 0,
            "skipped": 0,
        }


def test_a_unit_that_is_no_currency_is_counted_and_a_deal_in_none_is_refused(
    sqlite_database: Database, tmp_path: Path
) -> None:
    goal = "partner,metric,unit,target,start,due\nAcme,score,pts,10,2026-01-01,2026-03-31\n"
    take(sqlite_database, "opportunities", sheet(tmp_path, DEALS))
    take(sqlite_database, "goals", sheet(tmp_path, goal, "g.csv"))
    header, first, *_ = DEALS.splitlines()
    deal = f"{header},currency\n{first.replace('D1', 'D9')},PTS\n"

    report = take(sqlite_database, "opportunities", sheet(tmp_path, deal, "d.csv"))

    assert report.skipped == [(2, "currency 'PTS' is not a currency code like USD")]
    with sqlite_database.across_workspaces.reading() as session:
        assert session.exec(select(Goal)).one().unit == "count"
