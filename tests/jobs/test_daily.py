"""The daily message: when it goes, to whom, and what stands in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.flows import commitments as commitment_flow
from bot.flows import daily
from bot.flows.actors import Actor
from bot.jobs.daily import send_daily
from bot.jobs.late import climb_ladders
from bot.jobs.readings import ask_for_readings
from bot.rules.pace import Band
from storage.commitments import Commitment
from storage.database import Database
from storage.goals import Goal
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.people import Person, Side
from tests.factories import (
    make_commitment,
    make_goal,
    make_nudge,
    make_partner,
    make_person,
    make_qbr,
    make_reading,
    make_touch,
    make_workspace,
)
from tests.nudges.rows import all_of, one_of

WEDNESDAY = date(2026, 11, 25)


def new_york(hour: int, minute: int = 10, day: date = WEDNESDAY) -> datetime:
    """Return an instant by the clock of New York in winter."""
    return datetime(day.year, day.month, day.day, hour + 5, minute, tzinfo=UTC)


class World:
    """Acme and its owner Nadia in New York."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.across_workspaces.transaction() as session:
            self.workspace = make_workspace(session)
            self.nadia = make_person(session, self.workspace)
            self.partner = make_partner(session, self.workspace, owner=self.nadia)

    def promise(self, title: str = "Send the deck", **more: object) -> Commitment:
        with self.database.across_workspaces.transaction() as session:
            terms = {"owner": self.nadia, "due_on": date(2026, 11, 26)} | more
            return make_commitment(session, self.partner, title=title, **terms)  # type: ignore[arg-type]

    def send(self, now: datetime) -> int:
        return send_daily(
            self.database.within(self.workspace.id).transaction,
            workspace_id=self.workspace.id,
            now=now,
        )

    def late(self, now: datetime) -> None:
        climb_ladders(
            self.database.within(self.workspace.id).transaction,
            workspace_id=self.workspace.id,
            now=now,
        )

    def ask(self, now: datetime) -> None:
        ask_for_readings(
            self.database.within(self.workspace.id).transaction,
            workspace_id=self.workspace.id,
            now=now,
        )

    def texts(self) -> list[str]:
        return [row.payload["text"] for row in all_of(self.database, Outbox)]

    def set_person(self, **columns: object) -> None:
        with self.database.across_workspaces.transaction() as session:
            person = session.get_one(Person, self.nadia.id)
            for name, value in columns.items():
                setattr(person, name, value)

    def actor(self) -> Actor:
        return Actor(
            workspace_id=self.workspace.id,
            person_id=self.nadia.id,
            slack_user_id=self.nadia.slack_user_id or "",
            name="Nadia Brooks",
            zone="America/New_York",
            is_internal=True,
        )


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
        "Good morning. 6 things are on you today.\n"
        "*What we owe them*\n"
        "• *Train the reps*, for Acme: was due Fri 20 Nov 2026, 3 working days ago\n"
        "• *Send the deck*, for Acme: due Thu 26 Nov 2026\n"
        "*What they owe us*\n"
        "• *Name a sponsor*, from Acme (Jo): due Thu 26 Nov 2026\n"
        "*Numbers off pace*\n"
        "• Acme: *Won value* is at risk: 50,000 USD, 59,341 USD expected by then (ratio 0.84). "
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
        "Good morning. 1 thing is on you today.\n"
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


def test_a_stale_number_is_asked_for_three_times_then_the_partners_owner_hears_once(
    world: World,
) -> None:
    with world.database.across_workspaces.transaction() as session:
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
        ("ask", False, date(2026, 10, 22)),
        ("ask", False, date(2026, 10, 29)),
        ("ask", False, date(2026, 11, 5)),
        ("ask_unanswered", True, date(2026, 11, 12)),
    ]
    assert one_of(world.database, Goal, goal.id).unanswered_asks == 4
    assert "no number since Mon 12 Oct 2026" in world.texts()[0]
    assert world.texts()[-1].endswith("Ben was asked and could not say.")


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
