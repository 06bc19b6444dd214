"""What holds of every calendar, in every zone, on every day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.working_calendar import AwaySpan, WorkingCalendar

ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Pacific/Kiritimati",
        "Africa/Casablanca",
    ]
)
DAYS = st.dates(min_value=date(2005, 1, 1), max_value=date(2035, 12, 31))
INSTANTS = st.datetimes(
    min_value=datetime(2005, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(2035, 12, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
AWAY = st.lists(
    st.builds(
        lambda first, days: AwaySpan(first, first + timedelta(days=days)),
        DAYS,
        st.integers(0, 60),
    ),
    max_size=3,
).map(tuple)
CALENDARS = st.builds(
    WorkingCalendar,
    zone=ZONES,
    working_days=st.frozensets(st.integers(1, 7), min_size=1),
    country=st.sampled_from([None, "US", "DE", "IN", "DE-BY"]),
    away=AWAY,
)


@given(CALENDARS, DAYS, st.integers(0, 500))
def test_counting_working_days_agrees_with_walking_them(
    calendar: WorkingCalendar, start: date, days: int
) -> None:
    walked = [start + timedelta(days=step) for step in range(1, days + 1)]
    counted = calendar.working_days_between(start, start + timedelta(days=days))
    assert counted == sum(map(calendar.is_working_day, walked))


@given(CALENDARS, DAYS, st.integers(1, 30))
def test_adding_working_days_is_undone_by_counting_them(
    calendar: WorkingCalendar, day: date, count: int
) -> None:
    later = calendar.add_working_days(day, count)
    assert calendar.is_working_day(later)
    assert calendar.working_days_between(day, later) == count


@given(CALENDARS, INSTANTS)
def test_the_next_open_moment_is_never_quiet_and_never_in_the_past(
    calendar: WorkingCalendar, now: datetime
) -> None:
    opens = calendar.next_open(now)
    assert opens >= now
    assert not calendar.quiet(opens)
    assert calendar.next_open(opens) == opens


@given(ZONES, DAYS, st.times())
def test_a_wall_time_becomes_the_first_instant_not_before_it(
    zone: str, day: date, wall: time
) -> None:
    instant = WorkingCalendar(zone).local_instant(day, wall)
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    asked = datetime.combine(day, wall)
    assert shown >= asked
    if shown != asked:
        earlier = instant - timedelta(minutes=1)
        assert earlier.astimezone(ZoneInfo(zone)).replace(tzinfo=None) < asked


@given(CALENDARS, DAYS, DAYS, DAYS)
def test_working_days_add_up_over_any_day_between(
    calendar: WorkingCalendar, one: date, other: date, third: date
) -> None:
    first, middle, last = sorted((one, other, third))
    parts = (
        calendar.working_days_between(first, middle),
        calendar.working_days_between(middle, last),
    )
    assert calendar.working_days_between(first, last) == sum(parts)


@given(st.frozensets(st.integers(1, 7), min_size=1), DAYS, st.integers(0, 60), st.integers(-99, 99))
def test_without_holidays_every_week_counts_like_any_other(
    worked: frozenset[int], day: date, days: int, weeks: int
) -> None:
    calendar = WorkingCalendar("UTC", worked)
    there = day + timedelta(weeks=weeks)
    here = calendar.working_days_between(day, day + timedelta(days=days))
    assert calendar.working_days_between(there, there + timedelta(days=days)) == here
