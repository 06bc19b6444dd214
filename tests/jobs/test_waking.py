"""A parked partner is silent, and wakes on its day or with what happens; its owner is told once."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.flows.actors import System
from bot.flows.daily import message as daily
from bot.flows.partners.stages import set_stage
from bot.jobs.timetable import run_due
from bot.rules.pace import Band
from bot.rules.stages import Stage
from bot.rules.working_calendar import WorkingCalendar
from storage.database import Database
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import Partner
from tests.factories import (
    make_channel,
    make_goal,
    make_nudge,
    make_opportunity,
    make_reading,
    make_touch,
)
from tests.jobs.daily_world import World, new_york
from tests.nudges.rows import all_of, one_of

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
WAKES_ON = date(2026, 12, 3)  # a Thursday


@pytest.fixture
def world(database: Database) -> World:
    """Return Acme with all that can be late and off its pace, parked this Wednesday."""
    made = World(database)
    with database.across_workspaces.transaction() as session:
        make_channel(session, made.partner)
        goal = make_goal(session, made.partner, owner=made.nadia, band=Band.OFF_TRACK)
        make_reading(session, goal, value="100", as_of=date(2026, 11, 24))
        make_touch(session, made.partner, happened_on=date(2026, 9, 1))
        make_opportunity(session, made.partner, engaged_on=date(2026, 10, 15))
    made.promise("Train the reps", due_on=date(2026, 11, 20))
    park(made)
    return made


def park(world: World, until: date = WAKES_ON) -> None:
    with world.database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, world.partner.id)
        set_stage(
            session,
            partner,
            Stage.DORMANT,
            actor=System("test"),
            now=new_york(8),
            reason="Their budget is frozen.",
            wake_on=until,
        )


def stage(world: World) -> Stage:
    return one_of(world.database, Partner, world.partner.id).stage


def awake_lines(world: World) -> list[str]:
    """Return what the messages so far said of partners awake again."""
    lines = "\n".join(world.texts()).splitlines()
    return [line for line in lines if "awake again," in line]


def delivered(world: World) -> None:
    """Let every message be out."""
    with world.database.across_workspaces.transaction() as session:
        for row in session.exec(select(Outbox)):
            row.state, row.finished_at = OutboxState.SENT, row.due_at


def test_a_parked_partner_is_silent_until_the_day_of_its_owner_on_which_it_wakes(
    world: World,
) -> None:
    day = THURSDAY
    while day < WAKES_ON:
        run_due(world.database, new_york(9, day=day))
        day += timedelta(days=1)
    run_due(world.database, new_york(0, day=WAKES_ON) - timedelta(hours=1))  # Thursday in UTC
    assert (world.texts(), stage(world)) == ([], Stage.DORMANT)

    run_due(world.database, new_york(9, day=WAKES_ON))

    assert stage(world) is Stage.ACTIVE
    [line] = awake_lines(world)
    assert line == (
        "• *Acme* is awake again, and active. The wake date Thu 3 Dec 2026 has come. "
        "The newest opportunity is of Thu 15 Oct 2026."
    )
    assert any("Train the reps" in text for text in world.texts())
    for days in (1, 4, 5):
        delivered(world)
        run_due(world.database, new_york(9, day=WAKES_ON + timedelta(days=days)))
    assert len(awake_lines(world)) == 1


@pytest.mark.parametrize("zone", ["Australia/Sydney", "America/New_York", "Pacific/Honolulu"])
def test_it_wakes_as_its_day_begins_where_its_owner_is(world: World, zone: str) -> None:
    world.set_person(zone=zone)
    midnight = WorkingCalendar(zone).local_instant(WAKES_ON, time())

    run_due(world.database, midnight - timedelta(seconds=1))
    assert stage(world) is Stage.DORMANT

    run_due(world.database, midnight)
    assert stage(world) is Stage.ACTIVE


def touched(session: Session, partner: Partner) -> None:
    make_touch(session, partner, happened_on=THURSDAY)


def engaged(session: Session, partner: Partner) -> None:
    make_opportunity(session, partner, engaged_on=THURSDAY)


def closed(session: Session, partner: Partner) -> None:
    make_opportunity(session, partner, closed_on=THURSDAY)


@pytest.mark.parametrize("happens", [touched, engaged, closed])
def test_a_parked_partner_wakes_with_what_happens_since(
    world: World, happens: Callable[[Session, Partner], None]
) -> None:
    with world.database.across_workspaces.transaction() as session:
        happens(session, session.get_one(Partner, world.partner.id))

    run_due(world.database, new_york(9, day=FRIDAY))

    assert stage(world) is Stage.ACTIVE
    [line] = awake_lines(world)
    assert "There was joint activity on Thu 26 Nov 2026, after it was parked." in line


def test_what_is_written_down_later_of_the_time_before_wakes_nobody(world: World) -> None:
    with world.database.across_workspaces.transaction() as session:
        make_touch(session, world.partner, happened_on=date(2026, 11, 24))

    run_due(world.database, new_york(9, day=FRIDAY))

    assert stage(world) is Stage.DORMANT


def test_who_parks_it_again_before_the_morning_is_not_told_that_it_is_awake(world: World) -> None:
    run_due(world.database, new_york(3, day=WAKES_ON))
    assert stage(world) is Stage.ACTIVE
    park(world, until=date(2027, 1, 4))

    run_due(world.database, new_york(9, day=WAKES_ON))

    assert awake_lines(world) == []
    [told] = [one for one in all_of(world.database, Nudge) if one.rule == "awake"]
    assert told.skipped_reason == "it was answered before the morning"


def test_a_partner_that_ended_stays_so(world: World) -> None:
    with world.database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, world.partner.id)
        set_stage(
            session, partner, Stage.ENDED, actor=System("test"), now=new_york(8), reason="Sold."
        )
        make_touch(session, partner, happened_on=THURSDAY)

    run_due(world.database, new_york(9, day=WAKES_ON))

    assert stage(world) is Stage.ENDED
    with world.database.across_workspaces.reading() as session:
        assert session.exec(select(Outbox).order_by(col(Outbox.id))).all() == []


def test_a_partner_awake_again_without_a_kickoff_has_a_line_for_each(
    sqlite_database: Database,
) -> None:
    world = World(sqlite_database)
    with sqlite_database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, world.partner.id)
        partner.stage, partner.signed_on = Stage.SIGNED, date(2026, 11, 15)
        for rule in ("awake", "kickoff_first"):
            make_nudge(
                session,
                world.workspace,
                subject=("partner", partner.id),
                recipient=world.nadia,
                rule=rule,
            )

    world.send(new_york(9))

    [row] = all_of(sqlite_database, Outbox)
    assert row.payload["text"].startswith("Hello. 2 things are on you today.")
    with sqlite_database.across_workspaces.transaction() as session:
        again = daily.rewrite(session, outbox_id=row.id, now=new_york(10))
    assert again.blocks == row.payload["blocks"]
