"""When a reading is due, stale, dark, and when to stop asking."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.dates import add_months
from bot.rules.readings import (
    Freshness,
    Rhythm,
    freshness,
    may_ask,
    next_due,
    stale_from,
)
from bot.rules.working_calendar import AwaySpan, WorkingCalendar

BERLIN = WorkingCalendar(zone="Europe/Berlin", country="DE")
MON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("last", "rhythm", "due"),
    [
        (MON, Rhythm.WEEKLY, date(2026, 3, 9)),
        (date(2026, 2, 28), Rhythm.WEEKLY, date(2026, 3, 9)),
        (MON, Rhythm.BIWEEKLY, date(2026, 3, 16)),
        (date(2026, 1, 31), Rhythm.MONTHLY, date(2026, 3, 2)),
        (date(2026, 9, 25), Rhythm.QUARTERLY, date(2026, 12, 28)),
    ],
)
def test_a_reading_is_due_a_rhythm_later_on_a_working_day(
    last: date, rhythm: Rhythm, due: date
) -> None:
    assert next_due(last, rhythm, BERLIN) == due


@pytest.mark.parametrize(
    ("days", "state"),
    [
        pytest.param(6, Freshness.FRESH, id="within the week"),
        pytest.param(7, Freshness.DUE, id="a week later"),
        pytest.param(9, Freshness.DUE, id="two working days more"),
        pytest.param(10, Freshness.STALE, id="three"),
        pytest.param(14, Freshness.STALE, id="two weeks"),
        pytest.param(15, Freshness.DARK, id="more than two weeks"),
    ],
)
def test_a_weekly_reading_ages(days: int, state: Freshness) -> None:
    assert freshness(MON + timedelta(days=days), MON, Rhythm.WEEKLY, BERLIN) is state


def test_a_goal_never_read_is_never() -> None:
    assert freshness(MON, None, Rhythm.WEEKLY, BERLIN) is Freshness.NEVER


def test_an_absent_owner_is_asked_later_but_the_number_still_goes_dark() -> None:
    away = WorkingCalendar("Europe/Berlin", away=(AwaySpan(date(2026, 3, 6), date(2026, 3, 20)),))
    assert freshness(date(2026, 3, 12), MON, Rhythm.WEEKLY, away) is Freshness.FRESH
    assert freshness(date(2026, 3, 17), MON, Rhythm.WEEKLY, away) is Freshness.DARK


def test_an_owner_is_asked_three_times() -> None:
    assert [may_ask(asks) for asks in range(5)] == [True, True, True, False, False]


ORDER = list(Freshness)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sampled_from(Rhythm),
    st.integers(0, 250),
)
def test_a_reading_never_gets_fresher(last: date, rhythm: Rhythm, days: int) -> None:
    day = last + timedelta(days=days)
    today = ORDER.index(freshness(day, last, rhythm, BERLIN))
    tomorrow = ORDER.index(freshness(day + timedelta(days=1), last, rhythm, BERLIN))
    assert today <= tomorrow


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-40, 40))
def test_adding_months_keeps_the_day_or_takes_the_months_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(
    last=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    rhythm=st.sampled_from(Rhythm),
    later=st.integers(0, 300),
    away=st.integers(0, 60),
)
def test_a_reading_is_stale_or_dark_from_the_day_the_rules_name(
    last: date, rhythm: Rhythm, later: int, away: int
) -> None:
    off = AwaySpan(last + timedelta(days=5), last + timedelta(days=5 + away))
    calendar = WorkingCalendar("Europe/Berlin", country="DE", away=(off,))
    day = last + timedelta(days=later)

    too_old = freshness(day, last, rhythm, calendar) in {Freshness.STALE, Freshness.DARK}

    first = stale_from(last, rhythm, calendar)
    assert too_old == (day >= first)
    around = [freshness(first - timedelta(days=back), last, rhythm, calendar) for back in (0, 1)]
    assert around[0] in {Freshness.STALE, Freshness.DARK}
    assert around[1] in {Freshness.FRESH, Freshness.DUE}
