"""The sweep of a goal that slipped before: worse, better, or the same again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.flows.daily import message as daily
from bot.flows.nudges import answers
from bot.flows.people.identity import actor_of
from bot.rules.pace import Band
from storage.goals import Goal
from storage.outbox import OutboxState
from storage.workspaces import Workspace
from tests.factories import NOW
from tests.nudges.rows import one_of
from tests.sweep.conftest import World


def test_a_band_that_gets_worse_is_a_new_fact(world: World) -> None:
    goal = world.goal(value="50000")
    world.sweep()
    world.deliver()
    world.read(goal, "50001", date(2026, 12, 2))

    world.sweep(NOW + timedelta(days=7))

    assert [nudge.rule for nudge in world.nudges()] == ["slip_at_risk", "slip_off_track"]


def test_one_better_reading_is_no_recovery_but_two_are(world: World) -> None:
    goal = world.goal(value="20000")
    world.sweep()
    world.deliver()
    world.read(goal, "52000", date(2026, 11, 26))
    world.sweep(NOW + timedelta(days=1))
    assert one_of(world.database, Goal, goal.id).band is Band.OFF_TRACK

    world.read(goal, "53000", date(2026, 11, 27))
    world.sweep(NOW + timedelta(days=2))

    assert one_of(world.database, Goal, goal.id).band is Band.AT_RISK
    assert [nudge.action for nudge in world.nudges()] == ["improved"]
    [_, rewrite] = world.sent()
    assert "*Won value*: less far behind than it was" in rewrite.payload["text"]


def test_a_reading_on_pace_recovers_at_once_and_the_message_says_so(world: World) -> None:
    goal = world.goal(value="20000")
    world.sweep()
    world.deliver()
    world.read(goal, "90000", date(2026, 11, 26))

    world.sweep(NOW + timedelta(days=1))

    first, rewrite = world.sent()
    assert rewrite.updates_id == first.id
    assert "*Won value*: back on pace" in rewrite.payload["text"]


@pytest.mark.parametrize(
    ("numbers", "days", "said"),
    [
        pytest.param({}, 2, 1, id="two days later"),
        pytest.param({}, 6, 1, id="within a week"),
        pytest.param({}, 7, 2, id="a week later"),
        pytest.param({"same_fact_days": "30"}, 29, 1, id="within the workspace's own days"),
        pytest.param({"same_fact_days": "30"}, 30, 2, id="after them"),
    ],
)
def test_the_same_fact_is_said_again_after_so_many_days(
    world: World, numbers: dict[str, str], days: int, said: int
) -> None:
    with world.database.across_workspaces.transaction() as session:
        session.get_one(Workspace, world.workspace.id).settings = numbers
    goal = world.goal(value="10000")
    world.sweep()
    world.deliver()
    world.read(goal, "90000", date(2026, 11, 26))
    world.sweep(NOW + timedelta(days=1))
    world.read(goal, "20000", (NOW + timedelta(days=days)).date())

    world.sweep(NOW + timedelta(days=days))

    assert [nudge.rule for nudge in world.nudges()] == ["slip_off_track"] * said


NIGHT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # 22:00 on Tuesday in New York
MORNING = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)


def test_a_number_that_falls_again_while_its_message_waits_stands_in_it_once(
    world: World,
) -> None:
    goal = world.goal(value="50000", as_of=date(2026, 11, 23))
    world.sweep(NIGHT)
    world.read(goal, "10000", date(2026, 11, 24))
    world.sweep(NIGHT + timedelta(hours=1))
    assert [one.rule for one in world.nudges()] == ["slip_at_risk", "slip_off_track"]

    [row] = world.sent()
    with world.database.across_workspaces.transaction() as session:
        message = daily.rewrite(session, outbox_id=row.id, now=MORNING)

    assert message.blocks == row.payload["blocks"]
    assert str(message.blocks).count(f"goal:{goal.id}") == 1


def test_what_slips_after_the_message_that_waited_was_answered_comes_in_the_same_morning(
    world: World,
) -> None:
    assert world.nadia is not None
    goal = world.goal(value="50000", as_of=date(2026, 11, 23))
    world.sweep(NIGHT)
    with world.database.across_workspaces.transaction() as session:
        answers.comment(session, actor_of(world.nadia), goal.id, text="On it", now=NIGHT)
    [taken_back] = world.sent()
    assert taken_back.state is OutboxState.SKIPPED

    world.goal(metric="Deals engaged", unit="count", target="20", value="1")
    world.sweep(NIGHT + timedelta(hours=2))

    [row] = world.sent()
    assert (row.state, row.due_at) == (OutboxState.PENDING, MORNING)
    assert "Deals engaged" in row.payload["text"]
    assert "Won value" not in row.payload["text"]
