"""The daily message by the numbers a workspace set itself, and by what each person chose."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.flows.daily import message as daily
from bot.flows.daily.waiting import ANSWERED
from bot.rules.audience import Audience
from bot.rules.commitments import CommitmentState
from storage.commitments import Commitment
from storage.database import Database
from storage.nudges import Nudge
from storage.outbox import Outbox
from storage.workspaces import Workspace
from tests.factories import (
    make_commitment,
    make_goal,
    make_nudge,
    make_outbox,
    make_person,
    make_qbr,
)
from tests.jobs.daily_world import WEDNESDAY, World, new_york
from tests.nudges.rows import all_of

NINE = new_york(9)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def set_numbers(world: World, **numbers: str) -> None:
    with world.database.across_workspaces.transaction() as session:
        session.get_one(Workspace, world.workspace.id).settings = dict(numbers)


def test_how_many_lines_how_far_ahead_and_until_when_are_the_workspaces(world: World) -> None:
    set_numbers(world, digest_lines="2", qbr_chase_days="20", day_closes="17:00")
    with world.database.across_workspaces.transaction() as session:
        for days in (20, 21):
            make_qbr(session, world.partner, held_on=WEDNESDAY + timedelta(days=days))
    for title in ("One", "Two"):
        world.promise(title)

    world.send(NINE)

    [row] = all_of(world.database, Outbox)
    assert row.why == "Daily message of Nadia Brooks: 2 we owe, 1 on reviews"
    assert row.payload["text"].count("\n• ") == 2
    assert row.expires_at == new_york(17, 0)


def test_the_same_line_comes_again_after_the_workspaces_own_days(world: World) -> None:
    set_numbers(world, same_fact_days="3")
    world.set_person(working_days="1234567")
    with world.database.across_workspaces.transaction() as session:
        make_qbr(session, world.partner, held_on=WEDNESDAY + timedelta(days=12))

    sent = [days for days in range(5) if world.send(NINE + timedelta(days=days))]

    assert sent == [0, 3]


def test_what_somebody_was_asked_is_on_them_for_the_workspaces_own_days(world: World) -> None:
    set_numbers(world, same_fact_days="3")
    with world.database.across_workspaces.transaction() as session:
        for metric, days in (("Won value", 3), ("Meetings", 4)):
            message = make_outbox(
                session, world.workspace, audience=Audience.INTERNAL, person_id=world.nadia.id
            )
            make_nudge(
                session,
                world.workspace,
                subject=("goal", make_goal(session, world.partner, metric=metric).id),
                recipient=world.nadia,
                rule="ask",
                outbox=message,
                local_on=WEDNESDAY - timedelta(days=days),
            )

        view = daily.everything(
            session, workspace_id=world.workspace.id, person_id=world.nadia.id, now=NINE
        )

    said = str(view.payload)
    assert ("Won value" in said, "Meetings" in said) == (True, False)


def test_a_person_has_it_at_the_hour_they_chose(world: World) -> None:
    world.set_person(daily_hour=15)
    world.promise()

    assert [hour for hour in range(9, 18) if world.send(new_york(hour))] == [15]


def test_not_everybody_has_it_in_the_same_second_and_all_within_five_minutes(world: World) -> None:
    with world.database.across_workspaces.transaction() as session:
        for number in range(3):
            person = make_person(session, world.workspace, name=f"Person {number}")
            make_commitment(session, world.partner, owner=person, due_on=date(2026, 11, 26))

    first = world.send(new_york(9, 0))

    assert first < 3
    assert first + world.send(new_york(9, 5)) == 3


def test_who_flies_east_gets_no_second_one_within_twenty_hours(world: World) -> None:
    world.promise()
    assert world.send(NINE) == 1
    world.set_person(zone="Asia/Tokyo")
    world.promise("Another")

    sent = [hour for hour in range(48) if world.send(NINE + timedelta(hours=hour))]

    assert sent == [34]  # 09:10 on Friday: at the end of Thursday it was 18 hours ago


def test_who_had_it_late_and_stayed_has_the_next_one_in_the_morning(world: World) -> None:
    world.promise()
    assert world.send(new_york(17)) == 1
    world.promise("Another")

    assert world.send(NINE + timedelta(days=1)) == 1


@pytest.mark.parametrize("until", [NINE, NINE + A_MINUTE], ids=["over", "not over"])
@pytest.mark.parametrize(
    ("rule", "terms"),
    [
        ("due_soon", {"due_on": WEDNESDAY}),
        ("late_owner", {"due_on": date(2026, 11, 23)}),
        ("blocked", {"state": CommitmentState.BLOCKED, "blocked_on": date(2026, 11, 2)}),
    ],
)
def test_what_was_put_off_is_silent_until_then(
    world: World, rule: str, terms: dict[str, Any], until: datetime
) -> None:
    promise = world.promise(**terms)
    world.late(new_york(8))
    with world.database.across_workspaces.transaction() as session:
        session.get_one(Commitment, promise.id).snoozed_until = until

    said = world.send(NINE)

    carried = {one.rule for one in all_of(world.database, Nudge) if one.outbox_id}
    assert (said, carried) == ((1, {rule}) if until == NINE else (0, set()))


@pytest.mark.parametrize("agreed", [False, True])
def test_an_ask_to_agree_a_target_is_said_in_the_morning_unless_it_was_agreed(
    world: World, agreed: bool
) -> None:
    with world.database.across_workspaces.transaction() as session:
        goal = make_goal(session, world.partner, owner=world.nadia, agreed=agreed)
        subject = ("goal", goal.id)
        make_nudge(session, world.workspace, subject=subject, recipient=world.nadia, rule="agree")

    said = world.send(NINE)

    [nudge] = all_of(world.database, Nudge)
    assert (said, nudge.skipped_reason) == ((0, ANSWERED) if agreed else (1, None))
