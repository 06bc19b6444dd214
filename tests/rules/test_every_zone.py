"""One daily message a local date, in every zone there is, at every hour from 2024 to 2030.

Why this covers all of it. When the daily message goes depends on a zone only by the offset from
UTC that its clocks show, so zones whose clocks agree from 2024 to 2030 are one zone (some 600
names, under 100 clocks). Each of those clocks is walked

- through every working day of the seven years (of one, where its clocks never change): the
  message goes at nine by the wall, once, on each; away from a change of the clocks nine is nine,
  so there is nothing else to see there;
- hour by hour through the days around every change of its clocks: a ticker that comes by every
  hour sends exactly one message a date, whatever hour its reader chose. For each hour of these
  days the opening is compared with the wall itself, looked at every quarter of an hour: the gap
  gives the first minute after it, the fold the first of the two. Changes happen on a quarter of
  an hour and by quarters of an hour, which is checked, so no minute is left out.

No zone skips a whole date in these years, so the ones that did (Samoa and Tokelau in 2011,
Kwajalein in 1993, the Line and Phoenix Islands in 1995) are walked in those.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.rules.defaults import DEFAULTS
from bot.rules.digest import digest_due, next_digest_at
from bot.rules.weekdays import MONDAY_TO_FRIDAY
from bot.rules.working_calendar import ONE_DAY, WorkingCalendar

FIRST, LAST = date(2024, 1, 1), date(2030, 12, 31)
BEGIN, END = datetime(2023, 12, 30, tzinfo=UTC), datetime(2031, 1, 3, tzinfo=UTC)
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
AROUND = timedelta(days=2)
EVERY_DAY = frozenset(range(1, 8))
NO_QUIET_HOURS = replace(DEFAULTS, day_opens=time(0), day_closes=time(23, 59))
HOURS = range(23)
A_YEAR = 366

Clock = tuple[str, tuple[datetime, ...]]  # a zone, and when its clocks change


@cache
def clocks() -> tuple[Clock, ...]:
    """Return one zone of each kind of clock."""
    stamps = list(_every(BEGIN, END, ONE_DAY))
    kinds: dict[tuple[timedelta | None, ...], str] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        kinds.setdefault(tuple([at.astimezone(zone).utcoffset() for at in stamps]), name)
    found = []
    for offsets, name in kinds.items():
        steps = zip(stamps, offsets, offsets[1:], strict=False)
        jumps = [_jump(ZoneInfo(name), at) for at, before, after in steps if before != after]
        found.append((name, tuple(jumps)))
    return tuple(found)


def _every(first: datetime, last: datetime, step: timedelta) -> Iterator[datetime]:
    return (first + step * count for count in range((last - first) // step + 1))


def _jump(zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first quarter of an hour at which the new offset holds, checked to the second."""
    old = after.astimezone(zone).utcoffset()
    [jump, *_] = [
        at
        for at in _every(after, after + ONE_DAY, QUARTER)
        if at.astimezone(zone).utcoffset() != old
    ]
    assert (jump - timedelta(seconds=1)).astimezone(zone).utcoffset() == old
    return jump


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def openings(name: str, first: datetime, last: datetime) -> dict[tuple[date, int], datetime]:
    """Return when the wall of a zone first reached each hour of each date, looked up quarterly."""
    zone = ZoneInfo(name)
    found: dict[tuple[date, int], datetime] = {}
    for at in _every(first, last, QUARTER):
        wall = _wall(at, zone)
        assert (wall.minute % 15, wall.second) == (0, 0)
        for hour in range(wall.hour + 1):
            found.setdefault((wall.date(), hour), at)
    return found


def received(calendar: WorkingCalendar, first: datetime, last: datetime, hour: int) -> list[date]:
    """Return the dates a person had a message on, when somebody looks every hour."""
    had: list[date] = []
    for at in _every(first, last, HOUR):
        last_on = had[-1] if had else None
        if digest_due(at, calendar, hour=hour, last_sent_on=last_on, limits=NO_QUIET_HOURS):
            had.append(calendar.local_date(at))
    return had


def dates(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * count for count in range((last - first).days + 1)]


def test_every_zone_there_is_has_one_of_these_clocks() -> None:
    assert 20 < len(clocks()) < 150
    assert any(len(jumps) == 14 for _, jumps in clocks())
    assert {"Australia/LHI", "Antarctica/Troll"} <= {name for name, _ in clocks()}


@pytest.mark.parametrize(
    ("working_days", "every"), [(EVERY_DAY, 1), (MONDAY_TO_FRIDAY, 8)], ids=["daily", "Mon-Fri"]
)
def test_each_working_day_of_seven_years_has_one_at_nine_by_the_wall(
    working_days: frozenset[int], every: int
) -> None:
    wanted = [day for day in dates(FIRST, LAST) if day.isoweekday() in working_days]
    for name, jumps in clocks()[::every]:
        calendar, zone = WorkingCalendar(name, working_days), ZoneInfo(name)
        at = calendar.local_instant(FIRST, time(0))
        before = FIRST - ONE_DAY
        for day in wanted if jumps else wanted[:A_YEAR]:
            at = next_digest_at(at, calendar, last_sent_on=before)
            assert _wall(at, zone) == datetime.combine(day, time(9)), (name, day)
            before = day


def test_around_every_change_of_clocks_each_hour_opens_when_the_wall_first_reaches_it() -> None:
    for name, jumps in clocks():
        calendar = WorkingCalendar(name, EVERY_DAY)
        for jump in jumps:
            walls = openings(name, jump - AROUND, jump + AROUND)
            first, last = (calendar.local_date(jump + by) for by in (-ONE_DAY, ONE_DAY))
            for day in dates(first, last):
                midnight = calendar.local_instant(day, time(0))
                for hour in HOURS:
                    opens = next_digest_at(midnight, calendar, hour=hour, limits=NO_QUIET_HOURS)
                    assert opens == walls[day, hour], (name, day, hour)


def test_around_every_change_of_clocks_a_ticker_sends_one_a_date() -> None:
    for name, jumps in clocks():
        calendar, zone = WorkingCalendar(name, EVERY_DAY), ZoneInfo(name)
        for jump in jumps:
            first, last = jump - AROUND, jump + AROUND
            skipped_or_repeated = _wall(jump - QUARTER, zone).hour
            for hour in {9, min(skipped_or_repeated, HOURS[-1]), (skipped_or_repeated + 1) % 23}:
                had = received(calendar, first, last, hour)
                between = dates(had[0], had[-1])
                assert had == between, (name, jump, hour)
                assert len(between) >= AROUND.days * 2 - 1


@pytest.mark.parametrize(
    ("zone", "skipped"),
    [
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Fakaofo", date(2011, 12, 30)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
        ("Pacific/Kiritimati", date(1994, 12, 31)),
        ("Pacific/Kanton", date(1994, 12, 31)),
    ],
)
@pytest.mark.parametrize("hour", [0, 9, 22])
def test_a_date_a_zone_skipped_has_none_and_its_neighbours_have_one_each(
    zone: str, skipped: date, hour: int
) -> None:
    calendar = WorkingCalendar(zone, EVERY_DAY)
    first = calendar.local_instant(skipped - ONE_DAY * 10, time(0))
    had = received(calendar, first, first + timedelta(days=20), hour)

    assert skipped not in had
    assert sorted([*had, skipped]) == dates(skipped - ONE_DAY * 10, had[-1])


def test_who_moves_anywhere_at_any_hour_gets_none_within_twenty_hours_nor_twice_on_a_date() -> None:
    """Every clock to every other, moving at each hour of the day after a message at nine."""
    wait = timedelta(hours=DEFAULTS.zone_change_hours)
    day = date(2026, 3, 11)
    places = {
        WorkingCalendar(name, EVERY_DAY).local_instant(day, time(9)): name for name, _ in clocks()
    }
    homes = {name: WorkingCalendar(name, EVERY_DAY) for name in places.values()}
    for sent_at, home in places.items():
        for there in homes.values():
            if there.zone == home:
                continue
            for hours in range(0, 48, 3):
                moved = sent_at + timedelta(hours=hours)
                again = next_digest_at(
                    moved, there, last_sent_on=day, last_sent_at=sent_at, last_sent_zone=home
                )
                assert again - sent_at >= wait, (home, there.zone, hours)
                assert there.local_date(again) > day, (home, there.zone, hours)
                assert again - moved <= timedelta(hours=51), (home, there.zone, hours)
