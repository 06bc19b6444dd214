"""The daily message: what stands in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from bot.flows.commitments import changes as commitment_flow
from bot.flows.daily import message as daily
from bot.rules.commitments import CommitmentState
from bot.rules.pace import Band
from storage.database import Database
from storage.goals import Goal
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.people import Side
from storage.workspaces import Workspace
from tests.factories import (
    make_commitment,
    make_goal,
    make_nudge,
    make_person,
    make_qbr,
    make_reading,
    make_touch,
)
from tests.jobs.daily_world import World, new_york
from tests.nudges.rows import all_of, one_of

OFTENER = [(10, 22), (11, 1), (11, 11), (11, 21)]


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_the_lines_stand_in_the_order_they_are_read(world: World) -> None:
    with world.database.across_workspaces.transaction() as session:
        jo = make_person(
            session, world.workspace, name="Jo", side=Side.THEIRS, partner=world.partner
        )
        make_commitment(
            session,
            world.partner,
            title="Name a sponsor",
            side=Side.THEIRS,
            owner=jo,
            due_on=date(2026, 11, 26),
        )
        goal = make_goal(session, world.partner, owner=world.nadia, band=Band.AT_RISK)
        make_reading(session, goal, value="50000", as_of=date(2026, 11, 24))
        make_touch(session, world.partner, happened_on=date(2026, 9, 1))
        make_qbr(session, world.partner, held_on=date(2026, 12, 9))
    world.promise("Train the reps", due_on=date(2026, 11, 20))
    world.promise()
    world.late(new_york(8))

    world.send(new_york(9))

    [text] = world.texts()
    assert text == (
        "Hello. 6 things are on you today.\n"
        "*What we owe them*\n"
        "• *Train the reps*, for Acme: was due Fri 20 Nov 2026, 3 working days ago\n"
        "• *Send the deck*, for Acme: due Thu 26 Nov 2026\n"
        "*What they owe us*\n"
        "• *Name a sponsor*, from Acme (Jo): due Thu 26 Nov 2026\n"
        "*Numbers off pace*\n"
        "• Acme: *Won value* is at risk: 50,000 USD, 84 % of the way expected by then "
        "(59,341 USD). Target 100,000 USD by Thu 31 Dec 2026; 84,259 USD at this pace; "
        "needed per week from here: 9,460 USD. "
        "Source: by hand, as of Tue 24 Nov 2026\n"
        "*People gone quiet*\n"
        "• *Jo March* at Acme: nobody has spoken with them since Tue 1 Sep 2026, 85 days ago. "
        "A hello may be enough: `/partner log` writes it down.\n"
        "*Reviews coming up*\n"
        "• *Acme*: review on Wed 9 Dec 2026, in 14 days"
    )


def test_seven_lines_are_shown_and_the_rest_stands_behind_the_button(world: World) -> None:
    for number in range(10):
        world.promise(f"Promise {number}")

    world.send(new_york(9))

    [row] = all_of(world.database, Outbox)
    assert row.payload["text"].count("\n• ") == 7
    [more] = [block for block in row.payload["blocks"] if block.get("block_id") == "daily:more:3"]
    assert more["elements"][0]["text"]["text"] == "Show all (3 more)"
    with world.database.across_workspaces.reading() as session:
        view = daily.everything(
            session,
            workspace_id=world.workspace.id,
            person_id=world.nadia.id,
            now=new_york(9),
        )
    *lines, note = view.payload["blocks"]
    assert len(lines) == 10
    assert note["elements"][0]["text"].startswith("All of it, also what I told you")


def test_what_stood_behind_the_button_comes_the_next_morning(world: World) -> None:
    for number in range(10):
        world.promise(f"Promise {number}", due_on=date(2026, 11, 27))

    world.send(new_york(9))
    world.send(new_york(9, day=date(2026, 11, 26)))

    assert [text.count("\n• ") for text in world.texts()] == [7, 3]


def test_a_late_promise_waits_for_the_owners_morning_and_is_left_out_once_done(
    world: World,
) -> None:
    promise = world.promise(due_on=date(2026, 11, 24))
    world.late(new_york(1))
    with world.database.across_workspaces.transaction() as session:
        found = commitment_flow.of(session, world.actor(), promise.id)
        commitment_flow.done(session, found, actor=world.actor(), now=new_york(2))

    assert world.send(new_york(9)) == 0


def test_an_answered_line_says_how_and_the_others_keep_their_place(world: World) -> None:
    first, second = world.promise("First"), world.promise("Second")
    world.send(new_york(9))
    [row] = all_of(world.database, Outbox)
    with world.database.across_workspaces.transaction() as session:
        session.exec(select(Outbox)).one().state = OutboxState.SENT
        found = commitment_flow.of(session, world.actor(), first.id)
        commitment_flow.done(session, found, actor=world.actor(), now=new_york(10, 0))

    _, rewrite = all_of(world.database, Outbox)

    assert rewrite.updates_id == row.id
    stamp = int(new_york(10, 0).timestamp())
    assert rewrite.payload["text"] == (
        "Hello. 1 thing is on you today.\n"
        "*What we owe them*\n"
        f"• *First*: done by Nadia Brooks, "
        f"<!date^{stamp}^{{date_short_pretty}} {{time}}|2026-11-25 15:00 UTC>\n"
        "• *Second*, for Acme: due Thu 26 Nov 2026"
    )
    rows = [block["block_id"] for block in rewrite.payload["blocks"] if block["type"] == "actions"]
    assert rows == [f"commitment:{second.id}", "daily:more:0"]


def test_who_is_known_by_name_only_is_stood_in_for_by_the_partners_owner(world: World) -> None:
    with world.database.across_workspaces.transaction() as session:
        reed = make_person(
            session, world.workspace, name="Reed", slack_user_id=None, is_internal=False
        )
    world.promise(owner=reed)

    world.send(new_york(9))

    assert "(Reed): due Thu" in world.texts()[0]


@pytest.mark.parametrize(
    ("numbers", "asked", "told"),
    [
        ({}, [(10, 22), (10, 29), (11, 5)], (11, 12)),
        ({"same_fact_days": "3", "reading_asks": "2"}, [(10, 22), (10, 25)], (10, 28)),
        ({"same_fact_days": "10", "reading_asks": "4"}, OFTENER, (12, 1)),
    ],
    ids=["by the rules", "sooner", "oftener"],
)
def test_a_stale_number_is_asked_for_three_times_then_the_partners_owner_hears_once(
    world: World,
    numbers: dict[str, str],
    asked: list[tuple[int, int]],
    told: tuple[int, int],
) -> None:
    with world.database.across_workspaces.transaction() as session:
        session.get_one(Workspace, world.workspace.id).settings = numbers
        ben = make_person(session, world.workspace, name="Ben")
        goal = make_goal(session, world.partner, owner=ben)
        make_reading(session, goal, value="50000", as_of=date(2026, 10, 12))

    for count in range(60):
        now = new_york(9, day=date(2026, 10, 13) + timedelta(days=count))
        world.ask(now)
        world.send(now)

    said = [
        (one.rule, one.recipient_id == world.nadia.id, one.local_on)
        for one in all_of(world.database, Nudge)
    ]
    assert said == [
        *(("ask", False, date(2026, *on)) for on in asked),
        ("ask_unanswered", True, date(2026, *told)),
    ]
    assert one_of(world.database, Goal, goal.id).unanswered_asks == len(asked) + 1
    assert "no number since Mon 12 Oct 2026" in world.texts()[0]
    assert world.texts()[-1].endswith("Ben was asked and has not answered yet. Could you find out?")


def test_after_three_tellings_a_late_promise_comes_once_a_week(world: World) -> None:
    world.promise(due_on=date(2026, 11, 2))
    days = [date(2026, 11, 2) + timedelta(days=count) for count in range(30)]

    told = []
    for day in days:
        world.late(new_york(8, day=day))
        if world.send(new_york(9, day=day)):
            told.append(day.day)

    # Due on the 2nd; 1, 3 and 5 working days late; then weekly.
    assert told == [2, 3, 5, 9, 16, 23, 30]


def test_a_country_nobody_knows_takes_nobodys_morning_away(world: World) -> None:
    world.set_person(country="GERMANY")
    world.promise()

    assert world.send(new_york(9)) == 1


@pytest.mark.parametrize("broken", [{"curve": "a curve nobody knows"}, {"rhythm": "now and then"}])
def test_a_goal_that_cannot_be_read_takes_nobodys_morning_away(
    world: World, broken: dict[str, Any]
) -> None:
    with world.database.across_workspaces.transaction() as session:
        goal = make_goal(
            session,
            world.partner,
            owner=world.nadia,
            band=Band.OFF_TRACK,
            start_on=date(2026, 1, 1),
            **broken,
        )
        subject = ("goal", goal.id)
        make_nudge(session, world.workspace, subject=subject, recipient=world.nadia, rule="ask")
    world.promise()

    world.ask(new_york(8))
    assert world.send(new_york(9)) == 1

    [text] = world.texts()
    assert "Send the deck" in text


def test_people_have_gone_quiet_after_the_workspaces_own_days(world: World) -> None:
    with world.database.across_workspaces.transaction() as session:
        session.get_one(Workspace, world.workspace.id).settings = {"quiet_days": "90"}
        for contact, on in (("Jo March", date(2026, 9, 1)), ("Ed Hale", date(2026, 8, 1))):
            make_touch(session, world.partner, contact=contact, happened_on=on)

    world.send(new_york(9))

    [text] = world.texts()
    assert "*Ed Hale* at Acme: nobody has spoken with them since Sat 1 Aug 2026" in text
    assert "Jo March" not in text


@pytest.mark.parametrize(
    ("zone", "now", "today"),
    [
        ("America/New_York", datetime(2026, 11, 25, 14, 10, tzinfo=UTC), date(2026, 11, 25)),
        ("Australia/Sydney", datetime(2026, 11, 25, 22, 10, tzinfo=UTC), date(2026, 11, 26)),
        ("Pacific/Honolulu", datetime(2026, 11, 26, 3, 10, tzinfo=UTC), date(2026, 11, 25)),
    ],
)
def test_what_is_near_quiet_or_blocked_is_so_by_the_date_of_the_partners_owner(
    world: World, zone: str, now: datetime, today: date
) -> None:
    world.set_person(zone=zone)
    days: dict[UUID, int] = {}

    with world.database.across_workspaces.transaction() as session:
        for ahead in (-1, 0, 14, 15):
            review = make_qbr(session, world.partner, held_on=today + timedelta(days=ahead))
            days[review.id] = ahead
        for ago in (59, 60, 365, 366):
            on = today - timedelta(days=ago)
            touch = make_touch(session, world.partner, contact=f"Jo {ago}", happened_on=on)
            days[touch.id] = ago
        for ago in (6, 7):
            promise = make_commitment(
                session,
                world.partner,
                owner=world.nadia,
                state=CommitmentState.BLOCKED,
                blocked_on=today - timedelta(days=ago),
            )
            days[promise.id] = ago

    world.send(now)

    said = {(one.rule, days[one.subject_id]) for one in all_of(world.database, Nudge)}
    assert said == {("qbr", 0), ("qbr", 14), ("quiet", 60), ("quiet", 365), ("blocked", 7)}
    [text] = world.texts()
    assert ", today" in text
    assert ", in 14 days" in text
    assert ", 60 days ago" in text
