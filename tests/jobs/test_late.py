"""The ladder of late promises."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.flows.actors import Actor
from bot.flows.commitments import changes as commitment_flow
from bot.flows.commitments import delays as commitment_delays
from bot.flows.commitments.rungs import ENOUGH
from bot.jobs import timetable
from bot.rules.audience import Audience
from bot.rules.commitments import CommitmentState
from storage.commitments import Commitment
from storage.database import Database
from storage.nudges import Nudge
from storage.outbox import Outbox
from storage.partners import Partner
from storage.people import Person, Side
from storage.workspaces import Workspace
from tests.factories import (
    make_channel,
    make_commitment,
    make_outbox,
    make_partner,
    make_person,
    make_workspace,
)
from tests.nudges.rows import all_of

MONDAY = date(2026, 11, 2)
MORNING = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # Monday, 10:00 in New York


class World:
    """Acme: Nadia owns it, Ben in Berlin promised something due Monday, Sam sponsors."""

    def __init__(self, database: Database, *, side: Side = Side.OURS) -> None:
        self.database = database
        with database.across_workspaces.transaction() as session:
            self.workspace = make_workspace(session)
            self.nadia = make_person(session, self.workspace)
            self.ben = make_person(session, self.workspace, name="Ben", zone="Europe/Berlin")
            self.sam = make_person(session, self.workspace, name="Sam")
            self.partner = make_partner(session, self.workspace, owner=self.nadia, sponsor=self.sam)
            self.channel = make_channel(session, self.partner)
            owner = self.ben
            if side is Side.THEIRS:
                owner = make_person(
                    session, self.workspace, name="Jo", side=Side.THEIRS, partner=self.partner
                )
            self.promise = make_commitment(
                session, self.partner, owner=owner, side=side, due_on=MONDAY
            )

    def set_numbers(self, **numbers: str) -> None:
        with self.database.across_workspaces.transaction() as session:
            session.get_one(Workspace, self.workspace.id).settings = dict(numbers)

    def climb(self, days: int) -> int:
        now = MORNING + timedelta(days=days)
        return timetable.run_due(self.database, now, frozenset({"late"}))["late"]

    def rungs(self) -> list[tuple[str, str]]:
        people = {one.id: one.name for one in all_of(self.database, Person)}
        return [
            (one.rule, people[one.recipient_id] if one.recipient_id else "nobody")
            for one in all_of(self.database, Nudge)
        ]

    def actor(self) -> Actor:
        return Actor(
            workspace_id=self.workspace.id,
            person_id=self.ben.id,
            slack_user_id=self.ben.slack_user_id or "",
            name="Ben",
            zone=self.ben.zone,
            is_internal=True,
        )


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_the_ladder_goes_owner_channel_partners_owner_sponsor(world: World) -> None:
    climbed = {day: world.climb(day) for day in range(15)}

    assert [day for day, count in climbed.items() if count] == [1, 3, 7, 10]  # 1, 3, 5, 8 worked
    assert world.rungs() == [
        ("late_owner", "Ben"),
        ("late_owner_new_date", "Ben"),
        ("late_partner_owner", "Nadia Brooks"),
        ("late_sponsor", "Sam"),
    ]


def test_only_the_channels_rung_is_a_message_of_its_own(world: World) -> None:
    for day in range(15):
        world.climb(day)

    [row] = all_of(world.database, Outbox)
    assert row.channel_id == world.channel.id
    assert row.why == "Acme: Send the deck is 3 working days late"
    assert row.payload["text"] == (
        f"<@{world.ben.slack_user_id}>, *Send the deck* for Acme was due Mon 2 Nov 2026, "
        "3 working days ago. Is it blocked, or is there a new date?"
    )
    assert row.due_at == datetime(2026, 11, 5, 15, 0, tzinfo=UTC)


def test_what_the_partner_owes_is_asked_of_our_owner_in_neutral_words(database: Database) -> None:
    world = World(database, side=Side.THEIRS)
    for day in range(15):
        world.climb(day)

    assert world.rungs() == [
        ("late_owner", "Nadia Brooks"),
        ("late_owner_new_date", "Nadia Brooks"),
        ("late_partner_owner", "Nadia Brooks"),
        ("late_sponsor", "Sam"),
    ]
    [row] = all_of(database, Outbox)
    assert row.payload["text"] == (
        f"<@{world.nadia.slack_user_id}>, *Send the deck* from Acme (Jo) was expected "
        "Mon 2 Nov 2026, 3 working days ago. Is something in their way, or is there a new date?"
    )


def test_after_a_silence_one_rung_is_taken_a_day_from_the_lowest(world: World) -> None:
    counts = [world.climb(30), world.climb(30), world.climb(31), world.climb(32)]

    assert counts == [1, 0, 1, 1]
    assert [rule for rule, _ in world.rungs()][:2] == ["late_owner", "late_owner_new_date"]


def test_no_rung_is_taken_on_days_off_though_it_is_late_enough(world: World) -> None:
    friday = 32

    assert [world.climb(friday + more) for more in range(4)] == [1, 0, 0, 1]


def test_who_is_away_holds_no_rung_up(world: World) -> None:
    with world.database.across_workspaces.transaction() as session:
        ben = session.get_one(Person, world.ben.id)
        ben.away_from, ben.away_to = date(2026, 12, 1), date(2026, 12, 20)

    assert [world.climb(30), world.climb(31)] == [1, 1]


def test_a_comment_rests_the_ladder_for_a_week_from_the_day_it_was_made(world: World) -> None:
    world.climb(1)
    with world.database.across_workspaces.transaction() as session:
        promise = commitment_flow.of(session, world.actor(), world.promise.id)
        commitment_flow.comment(
            session,
            promise,
            text="They answer on Friday",
            actor=world.actor(),
            now=MORNING + timedelta(days=7),
        )

    assert next(day for day in range(8, 20) if world.climb(day)) == 14


def test_weekends_do_not_count(database: Database) -> None:
    world = World(database)
    with database.across_workspaces.transaction() as session:
        session.get_one(Commitment, world.promise.id).due_on = date(2026, 11, 6)  # Friday

    assert [world.climb(day) for day in (4, 5, 6, 7)] == [0, 0, 0, 1]


@pytest.mark.parametrize("answer", ["done", "moved", "blocked", "snoozed"])
def test_any_answer_stops_the_ladder(world: World, answer: str) -> None:
    world.climb(1)
    now = MORNING + timedelta(days=1)
    with world.database.across_workspaces.transaction() as session:
        promise = commitment_flow.of(session, world.actor(), world.promise.id)
        if answer == "done":
            commitment_flow.done(session, promise, actor=world.actor(), now=now)
        elif answer == "moved":
            commitment_delays.move(
                session,
                promise,
                to=date(2026, 11, 20),
                reason=None,
                actor=world.actor(),
                now=now,
            )
        elif answer == "blocked":
            commitment_delays.block(
                session, promise, kind="legal", unblocker=None, actor=world.actor(), now=now
            )
        else:
            promise.snoozed_until = now + timedelta(days=60)

    assert [world.climb(day) for day in range(2, 12)] == [0] * 10


@pytest.mark.parametrize(("numbers", "again"), [({}, 11), ({"same_fact_days": "3"}, 7)])
def test_after_a_comment_the_ladder_rests_for_the_workspaces_own_days(
    world: World, numbers: dict[str, str], again: int
) -> None:
    world.set_numbers(**numbers)
    world.climb(1)
    with world.database.across_workspaces.transaction() as session:
        promise = commitment_flow.of(session, world.actor(), world.promise.id)
        now = MORNING + timedelta(days=4)
        commitment_delays.comment(session, promise, text="On it", actor=world.actor(), now=now)

    climbed = [day for day in range(4, 14) if world.climb(day)]

    assert climbed[0] == again


@pytest.mark.parametrize(
    ("numbers", "told"),
    [({}, 3), ({"nudges_per_person": "1"}, 1), ({"nudges_per_person": "4"}, 4)],
)
def test_one_person_is_told_of_one_thing_as_often_as_the_workspace_lets(
    world: World, numbers: dict[str, str], told: int
) -> None:
    world.set_numbers(**numbers)
    with world.database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, world.partner.id)
        partner.owner_id = partner.sponsor_id = world.ben.id
    for day in range(15):
        world.climb(day)

    reasons = [one.skipped_reason for one in all_of(world.database, Nudge)]
    assert [reason is None for reason in reasons] == [each < told for each in range(4)]
    assert all(str(reason).endswith(ENOUGH) for reason in reasons[told:])


def test_the_channels_rung_waits_for_the_days_first_message_and_goes_stale_as_the_workspace_says(
    world: World,
) -> None:
    world.set_numbers(channel_nudge_hours="3")
    world.climb(1)
    with world.database.across_workspaces.transaction() as session:
        first = make_outbox(
            session,
            world.workspace,
            audience=Audience.INTERNAL,
            channel_id=world.channel.id,
            due_at=MORNING + timedelta(days=3, hours=1),
        )

    world.climb(3)

    [row] = [one for one in all_of(world.database, Outbox) if one.id != first.id]
    assert (row.thread_id, row.due_at) == (first.id, first.due_at)
    assert row.expires_at == row.due_at + timedelta(hours=3)


def test_a_new_date_that_is_missed_begins_with_the_owner_again(world: World) -> None:
    world.climb(1)
    world.climb(3)
    with world.database.across_workspaces.transaction() as session:
        promise = commitment_flow.of(session, world.actor(), world.promise.id)
        commitment_delays.move(
            session,
            promise,
            to=date(2026, 11, 9),
            reason=None,
            actor=world.actor(),
            now=MORNING + timedelta(days=3),
        )

    assert world.climb(8) == 1
    assert world.rungs()[-1] == ("late_owner", "Ben")


def test_without_a_sponsor_the_last_rung_is_kept_as_skipped(database: Database) -> None:
    world = World(database)
    with database.across_workspaces.transaction() as session:
        session.get_one(type(world.partner), world.partner.id).sponsor_id = None
    for day in range(15):
        world.climb(day)

    last = all_of(database, Nudge)[-1]
    assert last.recipient_id is None
    assert last.skipped_reason == (
        "Acme: Send the deck is 8 working days late; "
        "not sent: no sponsor is named who can be written to"
    )


@pytest.mark.parametrize(
    "state", [CommitmentState.PROPOSED, CommitmentState.DECLINED, CommitmentState.DROPPED]
)
def test_what_nobody_promised_is_not_late(database: Database, state: CommitmentState) -> None:
    world = World(database)
    with database.across_workspaces.transaction() as session:
        session.get_one(Commitment, world.promise.id).state = state

    assert world.climb(9) == 0
