"""On which days the clock reminds around a kickoff, by the rules and by the workspace's own."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.jobs import timetable
from bot.rules.stages import Stage
from storage.database import Database
from storage.nudges import Nudge
from storage.people import Person
from tests.factories import NOW, TODAY
from tests.kickoff.cast import cast_of, submitted
from tests.nudges.rows import all_of

OURS = {
    "kickoff_reminder_days": "3, 5",
    "open_topic_warning_days": "4",
    "declined_topics_warning": "1",
    "same_fact_days": "3",
}


def reminded(database: Database, days: range, now: datetime = NOW) -> dict[str, list[int]]:
    """Run the clock once a day, and return by rule on which of the days something new was noted."""
    found: dict[str, list[int]] = {}
    known = {one.id for one in all_of(database, Nudge)}
    for day in days:
        timetable.run_due(database, now + timedelta(days=day), frozenset({"kickoff_reminders"}))
        for one in all_of(database, Nudge):
            if one.id not in known:
                known.add(one.id)
                found.setdefault(one.rule, []).append(day)
    return found


@pytest.mark.parametrize(
    ("numbers", "zone", "hour", "days"),
    [
        pytest.param({}, "America/New_York", 15, (7, 14), id="by the rules"),
        pytest.param({}, "Australia/Sydney", -2, (7, 14), id="while it is yesterday in UTC"),
        pytest.param(OURS, "America/New_York", 15, (3, 5), id="by the workspace's own"),
    ],
)
def test_a_kickoff_not_held_is_named_on_two_days_and_past_them_for_a_while(
    database: Database, numbers: dict[str, str], zone: str, hour: int, days: tuple[int, int]
) -> None:
    with database.across_workspaces.transaction() as session:
        cast = cast_of(session)
        cast.workspace.settings = numbers
        session.get_one(Person, cast.nadia.person_id).zone = zone
        cast.partner.stage, cast.partner.signed_on = Stage.SIGNED, TODAY
    morning = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) + timedelta(hours=hour)
    first, last = days

    assert reminded(database, range(30), morning) == {
        "kickoff_first": [first],
        "kickoff_last": [last],
    }
    dates = [(one.local_on - TODAY).days for one in all_of(database, Nudge)]
    assert dates == [first, last]


@pytest.mark.parametrize(
    ("numbers", "last_day"),
    [pytest.param({}, 21, id="by the rules"), pytest.param(OURS, 8, id="by the workspace's own")],
)
def test_who_signed_long_before_the_bot_came_is_left_alone(
    database: Database, numbers: dict[str, str], last_day: int
) -> None:
    with database.across_workspaces.transaction() as session:
        cast = cast_of(session)
        cast.workspace.settings = numbers
        cast.partner.stage, cast.partner.signed_on = Stage.SIGNED, TODAY

    assert reminded(database, range(last_day + 1, last_day + 9)) == {}
    assert reminded(database, range(last_day, last_day + 1)) == {"kickoff_last": [last_day]}


@pytest.mark.parametrize(
    ("numbers", "due", "warned"),
    [
        pytest.param({}, [14, 21, 28], [15], id="by the rules"),
        pytest.param(OURS, [14, 17, 20], [5], id="by the workspace's own"),
    ],
)
def test_a_topic_is_named_three_times_from_its_date_on_and_open_too_long_is_a_warning(
    database: Database, numbers: dict[str, str], due: list[int], warned: list[int]
) -> None:
    with database.across_workspaces.transaction() as session:
        cast = cast_of(session)
        cast.workspace.settings = numbers
        submitted(session, cast, **{"K9.state": "agreed"})

    assert reminded(database, range(40)) == {"bought_in": warned, "topic_due": due}


@pytest.mark.parametrize(("numbers", "enough"), [({}, 3), (OURS, 1)], ids=["by the rules", "own"])
def test_so_many_declined_topics_are_a_warning(
    database: Database, numbers: dict[str, str], enough: int
) -> None:
    for declined in (enough - 1, enough):
        with database.across_workspaces.transaction() as session:
            cast = cast_of(session)
            cast.workspace.settings = numbers
            said = {"K5.state": "agreed", "K9.state": "agreed"}
            for key in ("K4", "K7", "K9")[:declined]:
                said |= {f"{key}.state": "declined", f"{key}.reason": "No time"}
            submitted(session, cast, **said)

        assert ("bought_in" in reminded(database, range(1))) is (declined == enough)
