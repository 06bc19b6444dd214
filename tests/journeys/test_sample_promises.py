"""The promises of the demo, where it begins before a holiday and a weekend."""

from datetime import UTC, datetime

from bot.demo import seed
from bot.flows.people.identity import calendar_of
from storage.commitments import Commitment
from storage.database import Database
from storage.people import Person
from tests.nudges.rows import all_of

WEDNESDAY = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)  # the day after is Thanksgiving


def test_each_falls_due_on_a_working_day_of_its_owner_and_was_done_on_one(
    database: Database,
) -> None:
    seed.fill(database, now=WEDNESDAY)

    owners = {person.id: calendar_of(person) for person in all_of(database, Person)}
    promises = all_of(database, Commitment)
    days = [
        (owners[one.owner_id], day)
        for one in promises
        if one.owner_id
        for day in (one.due_on, one.done_on)
        if day
    ]
    assert len(days) > len(promises) > 0
    assert [day for calendar, day in days if not calendar.is_working_day(day)] == []
