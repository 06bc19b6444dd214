"""Several processes share the workspaces out, and one that is gone is relieved in time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bot.jobs import timetable
from bot.jobs.sharing import ALIVE, BEAT_EVERY_S, Sharing
from storage.columns import new_id
from storage.database import Database
from storage.nudges import Nudge
from tests.factories import (
    NOW,
    TODAY,
    make_goal,
    make_partner,
    make_person,
    make_reading,
    make_workspace,
)
from tests.nudges.rows import all_of

WORKSPACES = [new_id() for _ in range(60)]


@dataclass
class Wall:
    """The clock on the wall of all processes."""

    at: datetime = field(default=datetime(2026, 11, 25, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def later(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def second(database: Database) -> Iterator[Database]:
    """Return the same database, as another process opens it."""
    opened = Database(database.engine.url.render_as_string(hide_password=False))
    yield opened
    opened.close()


def processes(wall: Wall, *databases: Database) -> list[Sharing]:
    made = [
        Sharing(database, holder=f"host-{number}:1:abc", wall=wall)
        for number, database in enumerate(databases)
    ]
    for _ in range(2):
        for one in made:
            one.beat()
    return made


def held(one: Sharing) -> set[UUID]:
    return {each for each in WORKSPACES if one.mine(each)}


def test_one_process_alone_looks_after_every_workspace(database: Database, wall: Wall) -> None:
    alone = Sharing(database, holder="host:1:abc", wall=wall)
    assert held(alone) == set(WORKSPACES)

    assert not alone.beat()
    assert held(alone) == set(WORKSPACES)


def test_two_processes_have_every_workspace_once_and_about_half_each(
    database: Database, second: Database, wall: Wall
) -> None:
    first, other = processes(wall, database, second)

    assert held(first) | held(other) == set(WORKSPACES)
    assert not held(first) & held(other)
    assert min(len(held(first)), len(held(other))) >= len(WORKSPACES) // 5


def test_with_a_third_process_only_its_own_part_moves(
    database: Database, second: Database, wall: Wall
) -> None:
    first, _ = processes(wall, database, second)
    before = held(first)
    processes(wall, database, second, database)
    first.beat()

    assert held(first) < before


def test_a_process_that_dies_is_relieved_within_half_a_minute(
    database: Database, second: Database, wall: Wall
) -> None:
    first, dies = processes(wall, database, second)
    had = held(dies)
    waited, came_or_went = 0.0, False
    while held(first) != set(WORKSPACES):
        wall.later(BEAT_EVERY_S)
        waited += BEAT_EVERY_S
        came_or_went = first.beat()

    assert had
    assert came_or_went
    assert waited <= ALIVE.total_seconds() + BEAT_EVERY_S <= 30


def test_a_process_that_stops_is_relieved_at_the_next_beat(
    database: Database, second: Database, wall: Wall
) -> None:
    first, stops = processes(wall, database, second)
    stops.leave()

    assert first.beat()
    assert held(first) == set(WORKSPACES)


def test_a_process_that_was_paused_is_counted_again(
    database: Database, second: Database, wall: Wall
) -> None:
    first, paused = processes(wall, database, second)
    wall.later(600)
    first.beat()
    assert held(first) == held(paused) | held(first)

    paused.beat()
    first.beat()
    assert not held(first) & held(paused)


def test_while_the_database_is_away_everything_stays_as_it_was(
    database: Database, second: Database, wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    first, _ = processes(wall, database, second)
    before = held(first)

    def away() -> datetime:
        raise OSError("no route to the database")

    wall.now = away  # type: ignore[method-assign]

    assert not first.beat()
    assert held(first) == before
    assert "could not say that it is alive" in caplog.text


def test_two_that_look_after_the_same_workspace_say_everything_once(
    database: Database, second: Database
) -> None:
    with database.across_workspaces.transaction() as session:
        workspace = make_workspace(session)
        nadia = make_person(session, workspace)
        partner = make_partner(session, workspace, owner=nadia)
        make_reading(session, make_goal(session, partner, owner=nadia), value="1", as_of=TODAY)
    for each in (database, second, database):
        timetable.run_due(each, NOW)

    assert len([one for one in all_of(database, Nudge) if one.rule.startswith("slip")]) == 1


def test_a_process_runs_the_jobs_of_its_own_workspaces_alone(database: Database) -> None:
    with database.across_workspaces.transaction() as session:
        mine, other = make_workspace(session), make_workspace(session)
        for each in (mine, other):
            make_partner(session, each)

    done = timetable.run_due(database, NOW, mine=lambda each: each == mine.id)

    assert done["health"] == 1
