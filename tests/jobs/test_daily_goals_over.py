"""A goal whose time is over: its owner is asked once how it ended, and never again."""

from datetime import date, timedelta

import pytest

from bot.rules.pace import Band
from messages.ids import Action
from storage.database import Database
from storage.goals import GoalState
from storage.outbox import Outbox
from tests.factories import make_goal, make_reading
from tests.jobs.daily_world import WEDNESDAY, World, new_york
from tests.nudges.rows import all_of


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def over(world: World, *, days: int, state: GoalState = GoalState.ACTIVE) -> None:
    """Give Acme a goal that was due ``days`` ago, and missed."""
    due_on = WEDNESDAY - timedelta(days=days)
    with world.database.across_workspaces.transaction() as session:
        made = make_goal(
            session,
            world.partner,
            owner=world.nadia,
            start_on=date(2026, 9, 1),
            due_on=due_on,
            state=state,
            band=Band.MISSED,
        )
        make_reading(session, made, value="40000", as_of=due_on)


def test_whose_time_is_over_is_asked_about_once_and_never_again(world: World) -> None:
    world.set_person(working_days="1234567")
    over(world, days=1)

    sent = [world.send(new_york(9, 10, WEDNESDAY + timedelta(days=day))) for day in range(30)]

    assert sent == [1, *[0] * 29]
    [text] = world.texts()
    assert text.endswith(
        "*Goals whose time is over*\n"
        "• Acme: the time of *Won value* was over on Tue 24 Nov 2026, with 40,000 USD of "
        "100,000 USD as of Tue 24 Nov 2026. How did it end?"
    )
    [row] = all_of(world.database, Outbox)
    assert Action.GOAL_CLOSE in str(row.payload["blocks"])


@pytest.mark.parametrize(
    ("days", "state"),
    [
        pytest.param(0, GoalState.ACTIVE, id="its last day is today"),
        pytest.param(31, GoalState.ACTIVE, id="long over"),
        pytest.param(1, GoalState.CLOSED, id="closed"),
    ],
)
def test_nobody_is_asked_too_early_too_late_or_after_it_was_said(
    world: World, days: int, state: GoalState
) -> None:
    over(world, days=days, state=state)

    world.send(new_york(9))

    assert "time is over" not in "".join(world.texts())
