"""What a tick asks before it starts any job: never no where there is something to do."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from bot.jobs import due, timetable
from bot.jobs.qbrs import near_days
from bot.rules.audience import Audience
from bot.rules.commitments import CommitmentState
from bot.rules.defaults import DEFAULTS
from bot.rules.stages import Stage
from storage.database import Database
from storage.due import Due
from storage.mornings import Morning
from storage.partners import Partner
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import (
    NOW,
    TODAY,
    make_commitment,
    make_goal,
    make_outbox,
    make_partner,
    make_person,
    make_qbr,
    make_reading,
    make_touch,
    make_workspace,
)

ASKED = frozenset({*Due._fields, due.DAILY, due.EVENTS, due.TOUCHES})
QUIET = 8  # statements: who is there, what is due, and forgetting old events


def run(database: Database, now: datetime = NOW) -> Counter[str]:
    return timetable.run_due(database, now)


@pytest.fixture
def workspace(sqlite_database: Database) -> Workspace:
    """Return a workspace with one partner, for whom everything was done today."""
    with sqlite_database.across_workspaces.transaction() as session:
        made = make_workspace(session)
        nadia = make_person(session, made)
        partner = make_partner(session, made, owner=nadia)
        goal = make_goal(session, partner, owner=nadia)
        make_reading(session, goal, value="64000", as_of=TODAY)
        make_commitment(session, partner, owner=nadia, due_on=TODAY + timedelta(days=30))
    run(sqlite_database)
    return made


def needless(database: Database, workspace: Workspace, now: datetime = NOW) -> frozenset[str]:
    with database.within(workspace.id).reading() as session:
        return due.needless(session, workspace_id=workspace.id, now=now)


def test_a_quiet_tick_starts_no_job_and_takes_a_handful_of_statements(
    sqlite_database: Database, workspace: Workspace
) -> None:
    assert needless(sqlite_database, workspace) == ASKED
    statements: list[str] = []
    for engine in (sqlite_database.engine, sqlite_database._scoped):

        @event.listens_for(engine, "before_cursor_execute")
        def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            statements.append(statement)

    run(sqlite_database)

    assert len(statements) <= QUIET


def late(session: Session, partner: Partner) -> None:
    make_commitment(
        session, partner, state=CommitmentState.ACCEPTED, due_on=TODAY - timedelta(days=3)
    )


def fallen_behind(session: Session, partner: Partner) -> None:
    make_reading(session, make_goal(session, partner, metric="New"), value="1", as_of=TODAY)


def never_read(session: Session, partner: Partner) -> None:
    make_goal(session, partner, metric="Old", start_on=TODAY - timedelta(days=40))


def reviewed_soon(session: Session, partner: Partner) -> None:
    make_qbr(session, partner, held_on=TODAY + timedelta(days=10))


def signed_lately(session: Session, partner: Partner) -> None:
    partner.stage, partner.signed_on = Stage.SIGNED, TODAY - timedelta(days=8)
    session.add(partner)


def owner_gone(session: Session, partner: Partner) -> None:
    session.get_one(Person, partner.owner_id).is_active = False


def sleeps_no_longer(session: Session, partner: Partner) -> None:
    partner.stage, partner.wake_on = Stage.DORMANT, TODAY
    session.add(partner)


def stirred_in_its_sleep(session: Session, partner: Partner) -> None:
    partner.stage, partner.parked_on = Stage.DORMANT, TODAY - timedelta(days=3)
    session.add(partner)
    make_touch(session, partner)


def another(session: Session, partner: Partner) -> None:
    workspace = session.get_one(Workspace, partner.workspace_id)
    make_partner(session, workspace, name="Another")


@pytest.mark.parametrize(
    ("happens", "jobs"),
    [
        (late, {"late"}),
        (fallen_behind, {"sweep"}),
        (never_read, {"sweep", "reading_asks"}),
        (reviewed_soon, {"qbrs"}),
        (signed_lately, {"kickoff_reminders"}),
        (owner_gone, {"departures"}),
        (sleeps_no_longer, {"waking"}),
        (stirred_in_its_sleep, {"waking"}),
        (another, {"health"}),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_what_happens_starts_the_job_it_is_for(
    sqlite_database: Database,
    workspace: Workspace,
    happens: Callable[[Session, Partner], None],
    jobs: set[str],
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        partner = session.exec(select(Partner)).one()
        happens(session, partner)

    assert jobs <= ASKED - needless(sqlite_database, workspace)
    done = run(sqlite_database)
    assert jobs <= set(done)


@pytest.mark.parametrize(("seconds", "is_stale"), [(0, True), (1, False)])
def test_a_message_is_let_go_at_the_very_instant_it_is_too_old(
    sqlite_database: Database, workspace: Workspace, seconds: int, is_stale: bool
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        make_outbox(
            session,
            session.get_one(Workspace, workspace.id),
            audience=Audience.INTERNAL,
            person_id=session.exec(select(Person)).one().id,
            due_at=NOW,
            expires_at=NOW + timedelta(seconds=seconds),
        )

    assert ("stale" not in needless(sqlite_database, workspace)) is is_stale


def test_reviews_are_looked_at_ten_days_beyond_their_first_and_their_last_step() -> None:
    its = replace(DEFAULTS, qbr_chase_days=14, qbr_followup_until_days=7)

    first, last = near_days(TODAY, its)

    assert (first, last) == (TODAY - timedelta(days=17), TODAY + timedelta(days=24))


def test_the_morning_begins_with_the_earliest_hour_and_ends_with_the_day() -> None:
    yesterday = TODAY - timedelta(days=1)

    def at(hour: int, looked_at_on: date | None, zone: str = "UTC") -> bool:
        now = datetime.combine(TODAY, time(hour), tzinfo=NOW.tzinfo)
        return due.any_morning([Morning(zone, looked_at_on)], now, DEFAULTS)

    assert [at(hour, yesterday) for hour in (8, 9, 17, 18)] == [False, True, True, False]
    assert not at(9, TODAY)
    assert at(9, None)
    assert at(16, yesterday, "America/New_York")
    assert not at(9, yesterday, "America/New_York")


def test_nothing_known_of_what_is_due_starts_every_job(
    sqlite_database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    del workspace

    def broken(*_: object, **__: object) -> frozenset[str]:
        raise RuntimeError("no answer")

    monkeypatch.setattr(due, "needless", broken)

    assert set(run(sqlite_database)) == set(timetable.JOBS)


def test_a_workspace_or_a_job_that_breaks_stops_no_other(
    sqlite_database: Database,
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        other = make_workspace(session)
        make_partner(session, other)
    ran: list[tuple[str, UUID]] = []

    def job(name: str) -> Callable[..., int]:
        def work(_transaction: object, *, workspace_id: UUID, now: datetime) -> int:
            del now
            ran.append((name, workspace_id))
            if name == "first" and workspace_id == workspace.id:
                raise RuntimeError("broken")
            return 1

        return work

    monkeypatch.setattr(timetable, "JOBS", {name: job(name) for name in ("first", "second")})
    with caplog.at_level(logging.ERROR):
        done = run(sqlite_database)

    both = {workspace.id, other.id}
    assert {each for name, each in ran if name == "second"} == both
    assert done == {"first": 1, "second": 2}
    assert caplog.text.count("a job broke") == 1
