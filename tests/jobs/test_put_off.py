"""A promise put off until later today comes again today."""

from datetime import date

import pytest

from bot.flows.commitments import changes as commitments
from bot.rules.snooze import SnoozeChoice
from storage.commitments import Commitment
from storage.database import Database
from storage.outbox import Outbox, OutboxState
from tests.jobs.daily_world import World, new_york
from tests.nudges.rows import all_of


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.fixture
def late(world: World) -> Commitment:
    return world.promise(due_on=date(2026, 11, 20))


def put_off(world: World, promise: Commitment, choice: SnoozeChoice, hour: int) -> None:
    with world.database.across_workspaces.transaction() as session:
        row = commitments.of(session, world.actor(), promise.id)
        commitments.snooze(session, row, choice=choice, actor=world.actor(), now=new_york(hour))


def test_it_is_sent_to_whoever_put_it_off_with_what_settles_it(
    world: World, late: Commitment
) -> None:
    put_off(world, late, SnoozeChoice.LATER_TODAY, 10)

    [row] = all_of(world.database, Outbox)
    assert (row.person_id, row.due_at) == (world.nadia.id, new_york(13))
    assert row.expires_at == new_york(18, 0)
    assert row.payload["text"].startswith("You asked to be reminded of this:\n")
    assert "commitment.done" in str(row.payload["blocks"])


@pytest.mark.parametrize(
    ("choice", "hour"), [(SnoozeChoice.LATER_TODAY, 16), (SnoozeChoice.TOMORROW, 10)]
)
def test_what_comes_on_another_day_comes_with_the_daily_message(
    world: World, late: Commitment, choice: SnoozeChoice, hour: int
) -> None:
    put_off(world, late, choice, hour)

    assert all_of(world.database, Outbox) == []


def test_what_is_answered_before_is_not_sent(world: World, late: Commitment) -> None:
    put_off(world, late, SnoozeChoice.LATER_TODAY, 10)
    with world.database.across_workspaces.transaction() as session:
        row = commitments.of(session, world.actor(), late.id)
        commitments.done(session, row, actor=world.actor(), now=new_york(11))

    assert [one.state for one in all_of(world.database, Outbox)] == [OutboxState.SKIPPED]
