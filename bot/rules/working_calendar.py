"""One person's days: their zone, working days, holidays and absences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot.rules.defaults import DEFAULTS
from bot.rules.holiday_dates import public_holidays
from bot.rules.local_time import first_instant
from bot.rules.weekdays import MONDAY_TO_FRIDAY, WEEK, parse_working_days

ONE_DAY = timedelta(days=1)
LONGEST_AWAY_DAYS = 366  # an absence without an end would leave no next working day to find
A_KNOWN_YEAR = 2025


@dataclass(frozen=True, slots=True, order=True)
class AwaySpan:
    """An absence; both dates are days away.

    Raises ValueError when it ends before it starts, or lasts longer than a year.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("An absence cannot end before it starts.")
        if (self.last - self.first).days >= LONGEST_AWAY_DAYS:
            raise ValueError("An absence can last a year at most; give an earlier day of return.")

    def covers(self, day: date) -> bool:
        """Say whether ``day`` is a day away."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When one person works: ``working_days`` are ISO weekdays, 1 Monday to 7 Sunday.

    Raises ValueError, with a sentence a person can act on, when the zone or the country is
    unknown or no weekday is worked.
    """

    zone: str
    working_days: frozenset[int] = MONDAY_TO_FRIDAY
    country: str | None = None
    away: tuple[AwaySpan, ...] = ()

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        if not self.working_days or not self.working_days <= set(range(1, WEEK + 1)):
            raise ValueError("Working days are one or more of Monday (1) to Sunday (7).")
        if self.country is not None:
            public_holidays(self.country, A_KNOWN_YEAR)

    @classmethod
    def parse(
        cls, *, zone: str, working_days: str, country: str = "", away: Iterable[AwaySpan] = ()
    ) -> Self:
        """Build a calendar from what a person typed, such as ``Mon-Thu`` or ``1,2,3``.

        An empty country means no holidays. Raises ValueError with a sentence.
        """
        return cls(
            zone=zone.strip(),
            working_days=parse_working_days(working_days),
            country=country.strip().upper() or None,
            away=tuple(sorted(away)),
        )

    def local_date(self, now: datetime) -> date:
        """Return the date on this person's wall at the instant ``now`` (aware)."""
        return _aware(now).astimezone(ZoneInfo(self.zone)).date()

    def local_instant(self, day: date, at: time) -> datetime:
        """Return the UTC instant at which the wall first shows ``at`` on ``day``.

        A time the clock skips becomes the first valid minute after it; a time it shows
        twice becomes the first of the two.
        """
        return first_instant(self.zone, day, at)

    def is_away(self, day: date) -> bool:
        """Say whether the person is away on ``day``."""
        return any(span.covers(day) for span in self.away)

    def is_holiday(self, day: date) -> bool:
        """Say whether ``day`` is a public holiday of the person's country."""
        return self.country is not None and day in public_holidays(self.country, day.year)

    def is_working_day(self, day: date) -> bool:
        """Say whether the person works on ``day``: a weekday of theirs, no holiday, not away."""
        return (
            day.isoweekday() in self.working_days
            and not self.is_holiday(day)
            and not self.is_away(day)
        )

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after ``start`` up to and including ``end``; 0 if none."""
        if end <= start:
            return 0
        weeks, rest = divmod((end - start).days, WEEK)
        last = end.isoweekday()
        in_rest = sum((last - back - 1) % WEEK + 1 in self.working_days for back in range(rest))
        return weeks * len(self.working_days) + in_rest - self._days_off(start, end)

    def _days_off(self, start: date, end: date) -> int:
        """Count the worked weekdays in (start, end] lost to holidays and absences."""
        lost: set[date] = set()
        if self.country is not None:
            for year in range(start.year, end.year + 1):
                lost.update(public_holidays(self.country, year))
        for span in self.away:
            first, last = max(span.first, start), min(span.last, end)
            lost.update(first + ONE_DAY * step for step in range((last - first).days + 1))
        return sum(start < day <= end and day.isoweekday() in self.working_days for day in lost)

    def next_working_day(self, day: date) -> date:
        """Return ``day`` itself if it is worked, else the first working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def last_working_day(self, day: date) -> date:
        """Return ``day`` itself if it is worked, else the last working day before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``; for 0, ``day`` or the next one.

        A negative count goes back: -1 is the last working day before ``day``.
        """
        day = self.next_working_day(day) if count == 0 else day
        for _ in range(count):
            day = self.next_working_day(day + ONE_DAY)
        for _ in range(-count):
            day = self.last_working_day(day - ONE_DAY)
        return day

    def quiet(
        self, now: datetime, from_: time = DEFAULTS.day_closes, to: time = DEFAULTS.day_opens
    ) -> bool:
        """Say whether nothing may be sent now: night, weekend, holiday or away.

        The night runs from ``from_`` (quiet) to ``to`` (no longer quiet), local time.
        """
        local = _aware(now).astimezone(ZoneInfo(self.zone))
        wall = local.time()
        by_hour = from_ <= wall < to if from_ <= to else wall >= from_ or wall < to
        return by_hour or not self.is_working_day(local.date())

    def next_open(
        self, now: datetime, from_: time = DEFAULTS.day_closes, to: time = DEFAULTS.day_opens
    ) -> datetime:
        """Return ``now`` if it is not quiet, else ``to`` on the next working morning, UTC."""
        if not self.quiet(now, from_, to):
            return now
        return self.next_morning(now, to)

    def next_morning(self, now: datetime, at: time = DEFAULTS.day_opens) -> datetime:
        """Return the first instant from ``now`` on at which a working day reaches ``at``."""
        day = self.next_working_day(self.local_date(now))
        instant = self.local_instant(day, at)
        # A date the zone skipped (Samoa, 30 December 2011) has no morning of its own.
        while instant < now or self.local_date(instant) != day:
            day = self.next_working_day(day + ONE_DAY)
            instant = self.local_instant(day, at)
        return instant


def _check_zone(zone: str) -> None:
    """Raise ValueError unless ``zone`` is the name of a time zone."""
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError) as unknown:
        raise ValueError(
            f"{zone!r} is not a time zone; use a name such as Europe/Berlin."
        ) from unknown


def _aware(now: datetime) -> datetime:
    """Return ``now`` in UTC; raise ValueError when it carries no zone."""
    if now.tzinfo is None:
        raise ValueError("An instant needs its zone: pass an aware datetime.")
    return now.astimezone(UTC)
