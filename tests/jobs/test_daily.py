"""The daily message: when it goes, and to whom."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.database import Database
from storage.nudges import Nudge
from storage.outbox import Outbox
from storage.people import Side
from tests.factories import (
    make_commitment,
    make_goal,
    make_person,
    make_qbr,
    make_reading,
)
from tests.jobs.daily_world import WEDNESDAY, World, new_york
from tests.nudges.rows import all_of


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_it_goes_once_a_morning_to_whoever_has_something(world: World) -> None:
    with world.database.across_workspaces.transaction() as session:
        make_person(session, world.workspace, name="Idle")
    world.promise()

    assert [world.send(new_york(8, 59)), world.send(new_york(9))] == [0, 1]

    [row] = all_of(world.database, Outbox)
    assert row.person_id == world.nadia.id
    assert row.rule == "daily"
    assert row.why == "Daily message of Nadia Brooks: 1 we owe"
    assert row.expires_at == new_york(18, 0)


def test_a_second_tick_and_a_later_one_the_same_day_add_nothing(world: World) -> None:
    world.promise()
    world.send(new_york(9))
    world.promise("Something new")

    assert [world.send(new_york(9)), world.send(new_york(12)), world.send(new_york(17))] == [0] * 3


def test_nothing_to_say_is_no_message_and_what_arises_later_waits_for_the_next_morning(
    world: World,
) -> None:
    assert world.send(new_york(9)) == 0
    world.promise()
    assert world.send(new_york(11)) == 0
    assert world.send(new_york(9, day=date(2026, 11, 26))) == 1


def test_a_late_start_catches_up_once_but_not_in_the_evening(world: World) -> None:
    world.promise()

    assert world.send(new_york(18, 30)) == 0
    assert world.send(new_york(13, day=date(2026, 11, 26))) == 1


def test_the_same_line_is_said_once_a_week(world: World) -> None:
    with world.database.across_workspaces.transaction() as session:
        make_qbr(session, world.partner, held_on=date(2026, 12, 9))
    days = [WEDNESDAY + timedelta(days=count) for count in range(14)]

    sent = [day for day in days if world.send(new_york(9, day=day))]

    assert sent == [WEDNESDAY, date(2026, 12, 2)]


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"away_from": WEDNESDAY, "away_to": date(2026, 11, 26)}, id="away"),
        pytest.param({"working_days": "15"}, id="works Monday and Friday"),
    ],
)
def test_who_does_not_work_hears_on_the_next_working_morning(
    world: World, columns: dict[str, object]
) -> None:
    world.promise(due_on=date(2026, 11, 27))
    world.set_person(**columns)

    sent = [world.send(new_york(9, day=date(2026, 11, day))) for day in (25, 26, 27)]

    assert sent == [0, 0, 1]


def test_a_public_holiday_is_kept(world: World) -> None:
    world.set_person(country="US")
    world.promise(due_on=date(2026, 11, 27))

    sent = [world.send(new_york(9, day=date(2026, 11, day))) for day in (26, 27)]

    assert sent == [0, 1]  # Thanksgiving


def test_who_flies_west_gets_no_second_one_within_twenty_hours(world: World) -> None:
    world.set_person(zone="Pacific/Auckland")
    world.promise()
    assert world.send(datetime(2026, 11, 24, 20, 30, tzinfo=UTC)) == 1  # 09:30 on the 25th
    world.set_person(zone="Pacific/Honolulu")
    world.promise("Another")

    sent = [
        hour
        for hour in range(48)
        if world.send(datetime(2026, 11, 24, 21, 30, tzinfo=UTC) + timedelta(hours=hour))
    ]

    assert sent == [46]  # 09:30 on the 26th in Honolulu: the 25th was had in Auckland


@pytest.mark.parametrize(
    ("day", "first_hour"),
    [
        pytest.param(date(2026, 3, 29), 7, id="clocks go forward"),
        pytest.param(date(2026, 10, 25), 8, id="clocks go back"),
    ],
)
def test_nine_is_nine_when_the_clocks_change(world: World, day: date, first_hour: int) -> None:
    world.set_person(zone="Europe/Berlin", working_days="1234567")
    world.promise(due_on=day)

    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    sent = [hour for hour in range(24) if world.send(start + timedelta(hours=hour, minutes=10))]

    assert sent == [first_hour]


def test_what_the_partner_owes_is_late_by_the_days_of_our_owner_of_the_partner(
    world: World,
) -> None:
    world.set_person(zone="Pacific/Auckland")
    with world.database.across_workspaces.transaction() as session:
        jo = make_person(
            session, world.workspace, name="Jo", side=Side.THEIRS, partner=world.partner
        )
        terms = {"side": Side.THEIRS, "owner": jo, "due_on": date(2026, 11, 24)}
        make_commitment(session, world.partner, **terms)  # type: ignore[arg-type]
    # A quarter past nine on Wednesday there; in UTC the day it was due is not over yet.
    wednesday = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
    world.late(wednesday)

    world.send(wednesday)

    [rung] = all_of(world.database, Nudge)
    [message] = all_of(world.database, Outbox)
    assert (rung.rule, rung.skipped_reason) == ("late_owner", None)
    assert rung.outbox_id == message.id
    assert "was expected Tue 24 Nov 2026, 1 working day ago" in message.payload["text"]


def test_a_number_nobody_owns_is_missing_by_the_days_of_the_partners_owner(world: World) -> None:
    world.set_person(zone="Pacific/Auckland")
    with world.database.across_workspaces.transaction() as session:
        # Weekly, as of Friday 13: due on Friday 20, stale from Wednesday 25 on.
        make_reading(session, make_goal(session, world.partner), as_of=date(2026, 11, 13))
    wednesday = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
    world.ask(wednesday)

    world.send(wednesday)

    [ask] = all_of(world.database, Nudge)
    assert (ask.rule, ask.skipped_reason) == ("ask", None)
    assert "What is it now?" in world.texts()[0]
