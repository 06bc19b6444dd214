"""A number that was asked for: what a snooze or a comment does to the next ask."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.flows.nudges import answers
from bot.jobs.due import needless
from bot.jobs.sweep import sweep_goals
from bot.rules.nudging import SnoozeChoice
from storage.database import Database
from storage.goals import Goal
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from tests.factories import make_goal, make_reading
from tests.jobs.daily_world import World, new_york
from tests.nudges.rows import all_of

MONDAY = date(2026, 10, 12)
ASKED_ON = date(2026, 10, 22)  # two working days after its next reading was due


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.fixture
def goal(world: World) -> Goal:
    """Return Nadia's number, on its pace and last read on a Monday in October."""
    with world.database.across_workspaces.transaction() as session:
        made = make_goal(session, world.partner, owner=world.nadia)
        make_reading(session, made, value="12000", as_of=MONDAY)
        return made


def morning(world: World, day: date) -> None:
    """Let the jobs of one morning run, and Slack take what they wrote."""
    now = new_york(9, day=day)
    within = world.database.within(world.workspace.id).transaction
    sweep_goals(within, workspace_id=world.workspace.id, now=now)
    if "reading_asks" not in asleep(world, day):
        world.ask(now)
    world.send(now)
    with world.database.across_workspaces.transaction() as session:
        for row in session.exec(select(Outbox)):
            row.state = OutboxState.SENT


def asleep(world: World, day: date) -> frozenset[str]:
    with world.database.across_workspaces.transaction() as session:
        return needless(session, workspace_id=world.workspace.id, now=new_york(9, day=day))


def asks(world: World) -> list[tuple[str, date]]:
    return [(one.rule, one.local_on) for one in all_of(world.database, Nudge) if one.outbox_id]


def test_a_number_that_was_put_off_is_asked_for_again_on_the_day_that_was_chosen(
    world: World, goal: Goal
) -> None:
    morning(world, ASKED_ON)
    with world.database.across_workspaces.transaction() as session:
        answers.snooze(
            session,
            world.actor(),
            goal.id,
            choice=SnoozeChoice.TOMORROW,
            on=None,
            now=new_york(11, day=ASKED_ON),
        )

    for days in range(1, 5):
        morning(world, ASKED_ON + timedelta(days=days))

    assert asks(world) == [("ask", ASKED_ON), ("ask", ASKED_ON + timedelta(days=1))]


def test_who_answers_an_ask_with_a_comment_is_not_reported_as_silent(
    world: World, goal: Goal
) -> None:
    for weeks in range(5):
        day = ASKED_ON + timedelta(weeks=weeks)
        morning(world, day)
        with world.database.across_workspaces.transaction() as session:
            said, at = "They report on Friday", new_york(11, day=day)
            answers.comment(session, world.actor(), goal.id, text=said, now=at)

    assert [rule for rule, _ in asks(world)] == ["ask"] * 5
