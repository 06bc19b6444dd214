"""A person's days: working days, holidays, absences, quiet hours and clock changes."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.rules.weekdays import parse_working_days
from bot.rules.working_calendar import AwaySpan, WorkingCalendar

BERLIN = WorkingCalendar(zone="Europe/Berlin", country="DE")
NEW_YORK = WorkingCalendar(zone="America/New_York", country="US")
APIA = WorkingCalendar(zone="Pacific/Apia")
NINE = time(9)

MON, FRI, SAT, NEXT_MON = (
    date(2026, 3, 2),
    date(2026, 3, 6),
    date(2026, 3, 7),
    date(2026, 3, 9),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_today_is_the_persons_own_date() -> None:
    late_evening_in_new_york = at("2026-03-03T03:00:00+00:00")
    assert NEW_YORK.local_date(late_evening_in_new_york) == MON
    assert BERLIN.local_date(late_evening_in_new_york) == date(2026, 3, 3)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its zone"):
        BERLIN.local_date(datetime(2026, 3, 2, 9))  # noqa: DTZ001 - that is the point


def test_holidays_weekends_and_absences_are_no_working_days() -> None:
    away = WorkingCalendar("Europe/Berlin", country="DE", away=(AwaySpan(MON, MON),))
    assert not away.is_working_day(MON)
    assert away.is_working_day(date(2026, 3, 3))
    assert not BERLIN.is_working_day(SAT)
    assert not BERLIN.is_working_day(date(2026, 12, 25))
    assert not NEW_YORK.is_working_day(date(2026, 7, 3))
    assert WorkingCalendar("Europe/Berlin").is_working_day(date(2026, 12, 25))


def test_a_region_has_its_own_holidays() -> None:
    epiphany = date(2026, 1, 6)
    assert WorkingCalendar("Europe/Berlin", country="DE").is_working_day(epiphany)
    assert not WorkingCalendar("Europe/Berlin", country="DE-BY").is_working_day(epiphany)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param(FRI, FRI, 0, id="the start does not count"),
        pytest.param(FRI, NEXT_MON, 1, id="the end does"),
        pytest.param(NEXT_MON, FRI, 0, id="nothing backwards"),
        pytest.param(date(2026, 12, 23), date(2026, 12, 28), 2, id="Christmas does not count"),
    ],
)
def test_working_days_between_counts_after_the_start_up_to_the_end(
    start: date, end: date, days: int
) -> None:
    assert BERLIN.working_days_between(start, end) == days


def test_the_next_and_last_working_day_skip_the_weekend() -> None:
    assert BERLIN.next_working_day(FRI) == FRI
    assert BERLIN.next_working_day(SAT) == NEXT_MON
    assert BERLIN.last_working_day(SAT) == FRI
    assert BERLIN.add_working_days(FRI, 2) == date(2026, 3, 10)
    assert BERLIN.add_working_days(SAT, 0) == NEXT_MON
    assert BERLIN.add_working_days(NEXT_MON, -1) == FRI
    assert BERLIN.add_working_days(SAT, -2) == date(2026, 3, 5)


def test_a_time_the_clock_skips_is_the_first_valid_minute_after() -> None:
    instant = NEW_YORK.local_instant(date(2026, 3, 8), time(2, 30))
    assert instant.astimezone(ZoneInfo("America/New_York")).time() == time(3, 0)


def test_a_time_the_clock_shows_twice_is_the_first_of_the_two() -> None:
    assert NEW_YORK.local_instant(date(2026, 11, 1), time(1, 30)) == at("2026-11-01T05:30:00Z")


def test_a_jump_within_a_minute_gives_the_next_whole_minute() -> None:
    monrovia = WorkingCalendar("Africa/Monrovia")
    instant = monrovia.local_instant(date(1972, 1, 7), time(0, 10))
    assert instant.astimezone(ZoneInfo("Africa/Monrovia")).time() == time(0, 45)


def test_a_date_the_zone_skipped_has_no_morning_of_its_own() -> None:
    skipped = date(2011, 12, 30)  # Samoa went from Thursday to Saturday
    assert APIA.local_date(APIA.local_instant(skipped, NINE)) == date(2011, 12, 31)
    thursday_evening = APIA.local_instant(date(2011, 12, 29), time(19))
    assert APIA.next_open(thursday_evening) == APIA.local_instant(date(2012, 1, 2), NINE)


@pytest.mark.parametrize(
    ("wall", "quiet"),
    [
        pytest.param("2026-03-02T08:59:59+01:00", True, id="before nine"),
        pytest.param("2026-03-02T09:00:00+01:00", False, id="nine"),
        pytest.param("2026-03-02T17:59:59+01:00", False, id="before six"),
        pytest.param("2026-03-02T18:00:00+01:00", True, id="six"),
        pytest.param("2026-03-07T11:00:00+01:00", True, id="Saturday"),
        pytest.param("2026-12-25T11:00:00+01:00", True, id="Christmas"),
    ],
)
def test_nights_weekends_and_holidays_are_quiet(wall: str, *, quiet: bool) -> None:
    assert BERLIN.quiet(at(wall)) is quiet


def test_a_person_may_sleep_by_day() -> None:
    assert BERLIN.quiet(at("2026-03-02T07:00:00+01:00"), from_=time(6), to=time(14))
    assert not BERLIN.quiet(at("2026-03-02T23:00:00+01:00"), from_=time(6), to=time(14))


def test_a_quiet_moment_waits_for_the_next_working_morning() -> None:
    open_ = at("2026-03-02T10:00:00+01:00")
    assert BERLIN.next_open(open_) == open_
    before_nine = at("2026-03-02T05:00:00+01:00")
    assert BERLIN.next_open(before_nine) == at("2026-03-02T09:00:00+01:00")
    friday_night = at("2026-03-06T18:00:00+01:00")
    assert BERLIN.next_open(friday_night) == at("2026-03-09T09:00:00+01:00")


def test_a_calendar_is_read_from_what_a_person_typed() -> None:
    span = AwaySpan(MON, FRI)
    calendar = WorkingCalendar.parse(
        zone=" Asia/Dubai ", working_days="Sun - Thu", country="ae", away=[span]
    )
    assert calendar == WorkingCalendar("Asia/Dubai", frozenset({7, 1, 2, 3, 4}), "AE", (span,))
    assert WorkingCalendar.parse(zone="UTC", working_days="1,3").country is None


@pytest.mark.parametrize(
    ("text", "days"),
    [("mon,Wed", {1, 3}), ("1-4", {1, 2, 3, 4}), ("Fri-Mon", {5, 6, 7, 1}), ("Tuesday", {2})],
)
def test_weekdays_are_read_as_people_write_them(text: str, days: set[int]) -> None:
    assert parse_working_days(text) == days


@pytest.mark.parametrize(
    ("zone", "working_days", "country", "sentence"),
    [
        ("Mars/Base", "Mon-Fri", "US", "'Mars/Base' is not a time zone"),
        ("", "Mon-Fri", "US", "is not a time zone"),
        ("../passwd", "Mon-Fri", "US", "is not a time zone"),
        ("UTC", "Mon-Friday,x", "US", "'x' is not a day of the week"),
        ("UTC", "12", "US", "'12' is not a day of the week"),
        ("UTC", "", "US", "is not a day of the week"),
        ("UTC", "Mon-Fri", "Atlantis", "There are no holidays on file for 'ATLANTIS'"),
        ("UTC", "Mon-Fri", "DE-XX", "There are no holidays on file for 'DE-XX'"),
    ],
)
def test_an_impossible_calendar_ends_in_a_sentence(
    zone: str, working_days: str, country: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        WorkingCalendar.parse(zone=zone, working_days=working_days, country=country)


@pytest.mark.parametrize("days", [frozenset[int](), frozenset({0}), frozenset({5, 8})])
def test_somebody_who_never_works_is_refused(days: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="Working days are one or more"):
        WorkingCalendar("UTC", days)


def test_an_absence_ends_after_it_starts_and_within_a_year() -> None:
    with pytest.raises(ValueError, match="end before it starts"):
        AwaySpan(FRI, MON)
    with pytest.raises(ValueError, match="a year at most"):
        AwaySpan(MON, date(2036, 1, 1))
