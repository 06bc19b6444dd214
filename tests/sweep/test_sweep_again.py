"""The sweep of a goal that slipped before: worse, better, or the same again."""

from datetime import date, timedelta

from bot.rules.pace import Band
from storage.goals import Goal
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


def test_the_same_fact_is_not_said_twice_within_a_week(world: World) -> None:
    goal = world.goal(value="20000")
    world.sweep()
    world.deliver()
    world.read(goal, "90000", date(2026, 11, 26))
    world.sweep(NOW + timedelta(days=1))
    world.read(goal, "30000", date(2026, 11, 27))

    world.sweep(NOW + timedelta(days=2))

    assert [nudge.rule for nudge in world.nudges()] == ["slip_off_track"]
