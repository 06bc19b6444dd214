"""The sweep of all goals: what is raised, when, once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from bot.flows.daily import message as daily
from bot.rules.audience import Audience
from bot.rules.pace import Band
from storage.goals import Goal
from storage.nudges import Nudge
from storage.workspaces import Workspace
from tests.factories import NOW, TODAY, make_outbox, make_person
from tests.nudges.rows import one_of
from tests.sweep.conftest import World


def test_a_slip_goes_to_the_partners_internal_channel_with_every_figure(world: World) -> None:
    goal = world.goal()

    assert world.sweep() == 1

    [row] = world.sent()
    assert row.channel_id == world.channel.id
    assert row.why == (
        "Acme: Won value 20,000 USD against 60,439.56 expected by 25 Nov (ratio 0.33, off track)"
    )
    assert row.due_at == NOW
    assert row.expires_at == NOW + timedelta(hours=24)
    [nudge] = world.nudges()
    assert (nudge.outbox_id, nudge.rule) == (row.id, "slip_off_track")
    assert world.nadia is not None
    assert nudge.recipient_id == world.nadia.id
    assert one_of(world.database, Goal, goal.id).band is Band.OFF_TRACK


def test_a_second_sweep_a_restart_and_a_later_one_the_same_day_add_nothing(world: World) -> None:
    world.goal()
    world.sweep()

    assert world.sweep() == 0
    assert world.sweep(NOW + timedelta(hours=3)) == 0
    assert World.sweep(world, NOW + timedelta(days=2)) == 0
    assert len(world.sent()) == 1


def test_several_slips_of_a_partner_are_one_message(world: World) -> None:
    world.goal()
    world.goal(metric="Deals engaged", unit="count", target="20", value="1")

    assert world.sweep() == 2

    [row] = world.sent()
    assert "2 numbers we agreed on fell behind their pace" in row.payload["text"]
    assert {nudge.outbox_id for nudge in world.nudges()} == {row.id}


def test_a_second_slip_of_the_day_joins_the_message_that_still_waits(world: World) -> None:
    world.goal()
    night = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # 22:00 on Tuesday in New York
    world.sweep(night)
    world.goal(metric="Deals engaged", unit="count", target="20", value="1")

    world.sweep(night + timedelta(hours=1))

    [row] = world.sent()
    assert row.due_at == datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
    assert "Deals engaged" in row.payload["text"]
    assert "Won value" in row.payload["text"]
    assert "Deals engaged" in row.why


@pytest.mark.parametrize(
    ("numbers", "hour"), [({}, 14), ({"day_opens": "8:00", "daily_hour": "8:00"}, 13)]
)
def test_a_second_slip_after_the_days_message_went_out_waits_for_the_next_morning(
    world: World, numbers: dict[str, str], hour: int
) -> None:
    with world.database.across_workspaces.transaction() as session:
        session.get_one(Workspace, world.workspace.id).settings = numbers
    world.goal()
    world.sweep()
    world.deliver()
    world.goal(metric="Deals engaged", unit="count", target="20", value="1")

    world.sweep(NOW + timedelta(hours=2))

    _, second = world.sent()
    assert second.due_at == datetime(2026, 11, 26, hour, 0, tzinfo=UTC)
    assert "Won value" not in second.payload["text"]


def test_a_slip_waits_for_the_message_that_begins_the_days_thread(world: World) -> None:
    with world.database.across_workspaces.transaction() as session:
        ben = make_person(session, world.workspace, name="Ben", zone="Europe/Berlin")
        first = make_outbox(
            session,
            world.workspace,
            audience=Audience.INTERNAL,
            channel_id=world.channel.id,
            rule="late",
            due_at=datetime(2026, 11, 25, 14, 0, tzinfo=UTC),
        )
    world.goal(owner=ben, as_of=date(2026, 11, 24))

    world.sweep(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))

    [slip] = [row for row in world.sent() if row.id != first.id]
    assert (slip.thread_id, slip.due_at) == (first.id, first.due_at)
    assert slip.expires_at == first.due_at + timedelta(hours=24)


@pytest.mark.parametrize(
    ("now", "due_at"),
    [
        pytest.param(
            datetime(2026, 11, 27, 23, 30, tzinfo=UTC),
            datetime(2026, 11, 30, 14, 0, tzinfo=UTC),
            id="Friday evening waits for Monday morning",
        ),
        pytest.param(
            datetime(2026, 11, 25, 13, 0, tzinfo=UTC),
            datetime(2026, 11, 25, 14, 0, tzinfo=UTC),
            id="early morning waits for nine",
        ),
    ],
)
def test_quiet_hours_of_the_owner_are_kept(world: World, now: datetime, due_at: datetime) -> None:
    world.goal(as_of=date(2026, 11, 24))

    world.sweep(now)

    assert [row.due_at for row in world.sent()] == [due_at]


def test_on_track_numbers_are_not_spoken_of(world: World) -> None:
    world.goal(value="60000")

    assert world.sweep() == 0
    assert world.sent() == []


def test_a_target_the_partner_has_not_accepted_is_nudged_to_agree_it(world: World) -> None:
    goal = world.goal(agreed=False)

    world.sweep()
    world.sweep(NOW + timedelta(hours=1))

    [nudge] = world.nudges()
    [row] = world.sent()
    assert nudge.rule == "agree"
    assert "is not agreed by both sides yet" in row.payload["text"]
    assert one_of(world.database, Goal, goal.id).band is Band.NOT_ALIGNED


def test_who_answered_an_ask_to_agree_is_asked_again_as_if_it_were_the_first(world: World) -> None:
    goal = world.goal(agreed=False, value=None)

    for week in range(5):
        world.read(goal, "20000", TODAY + timedelta(weeks=week))
        world.sweep(NOW + timedelta(weeks=week))
        world.deliver()
        with world.database.across_workspaces.transaction() as session:
            for nudge in session.exec(select(Nudge)):
                nudge.acted_at = NOW

    assert len(world.sent()) == 5


def test_after_three_asks_to_agree_a_target_only_the_daily_message_names_it(world: World) -> None:
    goal = world.goal(agreed=False, value=None)

    for week in range(5):
        world.read(goal, "20000", TODAY + timedelta(weeks=week))
        world.sweep(NOW + timedelta(weeks=week))
        world.deliver()

    assert len(world.sent()) == 3
    assert [nudge.rule for nudge in world.nudges()] == ["agree"] * 5
    assert [nudge.outbox_id is None for nudge in world.nudges()] == [False] * 3 + [True] * 2
    assert {nudge.skipped_reason for nudge in world.nudges()} == {None}
    with world.database.across_workspaces.transaction() as session:
        daily.send(session, workspace_id=world.workspace.id, now=NOW + timedelta(weeks=4))
    [morning] = [row for row in world.sent() if row.rule == "daily"]
    assert "The target is not agreed by both sides yet" in morning.payload["text"]
    assert "Both sides agree" in str(morning.payload["blocks"])


def test_a_goal_that_cannot_be_judged_does_not_stop_the_others(world: World) -> None:
    world.goal(curve="round and round")
    world.goal(metric="Deals engaged", unit="count", target="20", value="1")

    assert world.sweep() == 1
