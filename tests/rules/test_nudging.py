"""The ladder of a late commitment, snoozes, and never the same thing twice."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.nudging import (
    SnoozeChoice,
    Step,
    ladder_step,
    may_nudge_person,
    same_fact_again,
    send_key,
    snooze_until,
    snoozes_left,
)
from bot.rules.working_calendar import AwaySpan, WorkingCalendar

BERLIN = WorkingCalendar(zone="Europe/Berlin", country="DE")
TODAY = date(2026, 3, 5)  # a Thursday


def berlin(text: str) -> datetime:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    return wall.astimezone(UTC)


@pytest.mark.parametrize(
    ("late", "so_far", "step"),
    [
        pytest.param(0, 0, None, id="not late"),
        pytest.param(1, 0, Step.OWNER, id="one day: the owner"),
        pytest.param(2, 1, None, id="two days: nothing new"),
        pytest.param(3, 1, Step.OWNER_NEW_DATE, id="three: blocked, or a new date?"),
        pytest.param(5, 2, Step.PARTNER_OWNER, id="five: the partner's owner"),
        pytest.param(8, 3, Step.SPONSOR, id="eight: the named sponsor"),
        pytest.param(40, 4, None, id="then only the digest"),
        pytest.param(9, 0, Step.OWNER, id="after an outage the owner is still first"),
    ],
)
def test_the_ladder_climbs_by_working_days_late(late: int, so_far: int, step: Step | None) -> None:
    assert ladder_step(late, so_far) is step


def test_nobody_is_nudged_more_than_three_times_about_one_thing() -> None:
    assert [may_nudge_person(count) for count in range(5)] == [True, True, True, False, False]


def test_the_same_fact_rests_for_a_week() -> None:
    assert same_fact_again(None, TODAY)
    assert not same_fact_again(TODAY - timedelta(days=6), TODAY)
    assert same_fact_again(TODAY - timedelta(days=7), TODAY)


@pytest.mark.parametrize(
    ("choice", "on", "until"),
    [
        (SnoozeChoice.LATER_TODAY, None, "2026-03-05T13:00"),
        (SnoozeChoice.TOMORROW, None, "2026-03-06T09:00"),
        (SnoozeChoice.THREE_WORKING_DAYS, None, "2026-03-10T09:00"),
        (SnoozeChoice.NEXT_MONDAY, None, "2026-03-09T09:00"),
        (SnoozeChoice.ON_DATE, date(2026, 3, 18), "2026-03-18T09:00"),
        (SnoozeChoice.ON_DATE, date(2026, 3, 21), "2026-03-23T09:00"),
    ],
)
def test_a_snooze_ends_on_a_working_morning(
    choice: SnoozeChoice, on: date | None, until: str
) -> None:
    now = berlin("2026-03-05T10:00")
    assert snooze_until(choice, now, BERLIN, on=on) == berlin(until)


def test_later_today_in_the_evening_is_tomorrow_morning() -> None:
    afternoon = berlin("2026-03-05T16:00")
    until = snooze_until(SnoozeChoice.LATER_TODAY, afternoon, BERLIN)
    assert until == berlin("2026-03-06T09:00")


def test_tomorrow_pressed_in_the_small_hours_is_the_next_date() -> None:
    night = berlin("2026-03-05T01:00")
    assert snooze_until(SnoozeChoice.TOMORROW, night, BERLIN) == berlin("2026-03-06T09:00")


def test_next_monday_is_a_monday_for_who_works_on_saturdays_too() -> None:
    six_days = WorkingCalendar("Europe/Berlin", frozenset({1, 2, 3, 4, 5, 6}))
    now = berlin("2026-03-05T10:00")
    assert snooze_until(SnoozeChoice.NEXT_MONDAY, now, six_days) == berlin("2026-03-09T09:00")


def test_a_snooze_waits_for_who_is_away() -> None:
    away = WorkingCalendar("Europe/Berlin", away=(AwaySpan(date(2026, 3, 6), date(2026, 3, 10)),))
    now = berlin("2026-03-05T10:00")
    assert snooze_until(SnoozeChoice.TOMORROW, now, away) == berlin("2026-03-11T09:00")


@pytest.mark.parametrize("on", [None, TODAY, TODAY - timedelta(days=1)])
def test_a_snooze_to_a_date_needs_one_after_today(on: date | None) -> None:
    with pytest.raises(ValueError, match=r"Choose a date after today\."):
        snooze_until(SnoozeChoice.ON_DATE, berlin("2026-03-05T10:00"), BERLIN, on=on)


def test_what_waits_longer_than_a_month_wants_a_new_date() -> None:
    now = berlin("2026-03-05T10:00")

    assert snooze_until(SnoozeChoice.ON_DATE, now, BERLIN, on=date(2026, 4, 4)) > now
    with pytest.raises(ValueError, match="within 30 days"):
        snooze_until(SnoozeChoice.ON_DATE, now, BERLIN, on=date(2026, 4, 5))


def test_a_thing_is_put_off_at_most_twice() -> None:
    assert [snoozes_left(used) for used in range(4)] == [2, 1, 0, 0]


def test_every_snooze_choice_has_its_words() -> None:
    assert len({choice.words for choice in SnoozeChoice}) == len(SnoozeChoice)


@given(st.sampled_from([one for one in SnoozeChoice if one != SnoozeChoice.ON_DATE]), st.data())
def test_no_snooze_ends_in_a_quiet_moment_or_in_the_past(
    choice: SnoozeChoice, data: st.DataObject
) -> None:
    minutes = data.draw(st.integers(0, 60 * 24 * 800))
    now = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    until = snooze_until(choice, now, BERLIN)
    assert until > now
    assert not BERLIN.quiet(until)


def test_a_send_has_one_key() -> None:
    assert send_key("U1", "late", "c-9", TODAY) == "U1|late|c-9|2026-03-05"


@given(st.tuples(*[st.text()] * 3), st.tuples(*[st.text()] * 3))
def test_different_sends_never_share_a_key(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    assert (send_key(*one, TODAY) == send_key(*other, TODAY)) is (one == other)
