"""Putting a nudge off: until when, and how often."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.weekdays import WEEK
from bot.rules.working_calendar import ONE_DAY, WorkingCalendar

FARTHEST = timedelta(days=30)  # our choice: what waits longer wants a new date, not a snooze


class SnoozeChoice(StrEnum):
    """The ways to put a nudge off."""

    LATER_TODAY = "later_today"
    TOMORROW = "tomorrow"
    THREE_WORKING_DAYS = "three_working_days"
    NEXT_MONDAY = "next_monday"
    ON_DATE = "on_date"

    @property
    def words(self) -> str:
        """Return the choice as its button says it."""
        return _WORDS[self]


_WORDS = {
    SnoozeChoice.LATER_TODAY: "Later today",
    SnoozeChoice.TOMORROW: "Tomorrow",
    SnoozeChoice.THREE_WORKING_DAYS: "In a few working days",
    SnoozeChoice.NEXT_MONDAY: "Next Monday",
    SnoozeChoice.ON_DATE: "On a date…",
}


def snooze_until(
    choice: SnoozeChoice,
    now: datetime,
    calendar: WorkingCalendar,
    *,
    on: date | None = None,
    limits: Limits = DEFAULTS,
) -> datetime:
    """Return the instant at which the nudge may come again, never a quiet one.

    Later today is three hours on; every other choice is a working morning, the chosen day or
    the first working day after it. Raises ValueError with a sentence when ``on`` is missing,
    not after today, or farther than ``FARTHEST``.
    """
    if choice is SnoozeChoice.LATER_TODAY:
        later = now + timedelta(hours=limits.snooze_hours)
        return calendar.next_open(later, limits.day_closes, limits.day_opens)
    day = _day(choice, calendar.local_date(now), calendar, on, limits)
    morning = calendar.local_instant(day, limits.day_opens)
    return calendar.next_morning(max(now, morning), limits.day_opens)


def _day(
    choice: SnoozeChoice, today: date, calendar: WorkingCalendar, on: date | None, limits: Limits
) -> date:
    """Return the first day on which the nudge may come again."""
    if choice is SnoozeChoice.ON_DATE:
        if on is None or on <= today:
            raise ValueError("Choose a date after today.")
        if on > today + FARTHEST:
            raise ValueError(f"Choose a date within {FARTHEST.days} days, or set a new date.")
        return on
    if choice is SnoozeChoice.THREE_WORKING_DAYS:
        return calendar.add_working_days(today, limits.snooze_working_days)
    if choice is SnoozeChoice.NEXT_MONDAY:
        return today + ONE_DAY * (WEEK + 1 - today.isoweekday())
    return today + ONE_DAY


def snoozes_left(used: int, *, limits: Limits = DEFAULTS) -> int:
    """Return how often it may still be put off; at 0 it asks for a new date or a reason."""
    return max(limits.snoozes - used, 0)
