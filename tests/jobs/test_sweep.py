"""The sweep of all goals: what is raised, to whom, once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from bot.flows.daily import message as daily
from bot.jobs.sweep import sweep_goals
from bot.rules.pace import Band
from bot.rules.stages import Stage
from storage.database import Database
from storage.goals import Goal
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import ChannelKind, Partner
from tests.factories import (
    NOW,
    TODAY,
    make_channel,
    make_goal,
    make_partner,
    make_person,
    make_reading,
    make_workspace,
)
from tests.nudges.rows import all_of, one_of


class World:
    """One workspace, Acme with its owner in New York and an internal channel."""

    def __init__(self, database: Database, *, channel: bool = True, owner: bool = True) -> None:
        self.database = database
        with database.across_workspaces.transaction() as session:
            self.workspace = make_workspace(session)
            self.nadia = make_person(session, self.workspace) if owner else None
            self.partner = make_partner(session, self.workspace, owner=self.nadia)
            if channel:
                self.channel = make_channel(session, self.partner)

    def goal(self, value: str | None = "20000", as_of: date = TODAY, **more: object) -> Goal:
        with self.database.across_workspaces.transaction() as session:
            partner = session.get_one(Partner, self.partner.id)
            goal = make_goal(session, partner, **more)  # type: ignore[arg-type]
            if value is not None:
                make_reading(session, goal, value=value, as_of=as_of)
            return goal

    def read(self, goal: Goal, value: str, as_of: date) -> None:
        with self.database.across_workspaces.transaction() as session:
            make_reading(session, session.get_one(Goal, goal.id), value=value, as_of=as_of)

    def sweep(self, now: datetime = NOW) -> int:
        return sweep_goals(
            self.database.within(self.workspace.id).transaction,
            workspace_id=self.workspace.id,
            now=now,
        )

    def sent(self) -> list[Outbox]:
        return all_of(self.database, Outbox)

    def nudges(self) -> list[Nudge]:
        return all_of(self.database, Nudge)

    def deliver(self) -> None:
        with self.database.across_workspaces.transaction() as session:
            for row in session.exec(select(Outbox)):
                row.state = OutboxState.SENT
                session.add(row)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


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


def test_a_second_slip_after_the_days_message_went_out_waits_for_the_next_morning(
    world: World,
) -> None:
    world.goal()
    world.sweep()
    world.deliver()
    world.goal(metric="Deals engaged", unit="count", target="20", value="1")

    world.sweep(NOW + timedelta(hours=2))

    _, second = world.sent()
    assert second.due_at == datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
    assert "Won value" not in second.payload["text"]


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


def test_a_target_the_partner_has_not_accepted_is_nudged_to_agree_it(world: World) -> None:
    goal = world.goal(agreed=False)

    world.sweep()
    world.sweep(NOW + timedelta(hours=1))

    [nudge] = world.nudges()
    [row] = world.sent()
    assert nudge.rule == "agree"
    assert "is not agreed by both sides yet" in row.payload["text"]
    assert one_of(world.database, Goal, goal.id).band is Band.NOT_ALIGNED


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


def test_without_an_internal_channel_the_owner_hears_directly(database: Database) -> None:
    world = World(database, channel=False)
    with database.across_workspaces.transaction() as session:
        make_channel(session, world.partner, kind=ChannelKind.SHARED)
    world.goal()

    world.sweep()

    [row] = world.sent()
    assert world.nadia is not None
    assert row.person_id == world.nadia.id


def test_with_nobody_to_tell_the_slip_is_kept_with_its_figures_and_the_reason(
    database: Database,
) -> None:
    world = World(database, channel=False, owner=False)
    world.goal()

    assert world.sweep() == 1
    assert world.sweep() == 0

    [nudge] = world.nudges()
    assert nudge.skipped_reason == (
        "Acme: Won value 20,000 USD against 60,439.56 expected by 25 Nov (ratio 0.33, off track);"
        " not sent: no open channel is linked and nobody to tell is known in Slack"
    )
    assert world.sent() == []


def test_an_owner_known_only_by_name_gives_way_to_the_partners_owner_then_the_admin(
    world: World,
) -> None:
    with world.database.across_workspaces.transaction() as session:
        reed = make_person(
            session, world.workspace, name="Reed", slack_user_id=None, is_internal=False
        )
    world.goal(owner=reed)

    world.sweep()

    assert world.nadia is not None
    assert [nudge.recipient_id for nudge in world.nudges()] == [world.nadia.id]


def test_a_dormant_partner_is_left_in_peace(world: World) -> None:
    world.goal()
    with world.database.across_workspaces.transaction() as session:
        session.get_one(Partner, world.partner.id).stage = Stage.DORMANT

    world.sweep()

    assert world.sent() == []
    assert (world.nudges()[0].skipped_reason or "").endswith("not sent: Acme is dormant")


def test_a_goal_that_cannot_be_judged_does_not_stop_the_others(world: World) -> None:
    world.goal(curve="round and round")
    world.goal(metric="Deals engaged", unit="count", target="20", value="1")

    assert world.sweep() == 1
