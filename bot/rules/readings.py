"""When a goal's next reading is due, and how far the last one can be trusted."""

from datetime import date, timedelta
from enum import StrEnum

from bot.rules.dates import add_months
from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.working_calendar import WorkingCalendar


class Rhythm(StrEnum):
    """How often a goal is read."""

    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class Freshness(StrEnum):
    """How far a goal's last reading can be trusted."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"
    DARK = "dark"  # unknown in health, never green
    NEVER = "never"


_DAYS = {Rhythm.WEEKLY: 7, Rhythm.BIWEEKLY: 14}
_MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}


def next_due(last_as_of: date, rhythm: Rhythm, calendar: WorkingCalendar) -> date:
    """Return the owner's working day on which the next reading is due."""
    return calendar.next_working_day(after_rhythms(last_as_of, rhythm, 1))


def after_rhythms(as_of: date, rhythm: Rhythm, count: int) -> date:
    """Return the day ``count`` rhythms after ``as_of``, working day or not."""
    if rhythm in _DAYS:
        return as_of + timedelta(days=_DAYS[rhythm] * count)
    return add_months(as_of, _MONTHS[rhythm] * count)


def freshness(
    now_date: date,
    last_as_of: date | None,
    rhythm: Rhythm,
    calendar: WorkingCalendar,
    *,
    limits: Limits = DEFAULTS,
) -> Freshness:
    """Return how far the reading as of ``last_as_of`` can be trusted on ``now_date``.

    It is due on its working day, stale after two more, and dark once two rhythms are over,
    which an absence of the owner does not put off.
    """
    if last_as_of is None:
        return Freshness.NEVER
    if now_date > after_rhythms(last_as_of, rhythm, limits.dark_rhythms):
        return Freshness.DARK
    due_on = next_due(last_as_of, rhythm, calendar)
    if now_date < due_on:
        return Freshness.FRESH
    last_fair_day = calendar.add_working_days(due_on, limits.stale_working_days)
    return Freshness.DUE if now_date <= last_fair_day else Freshness.STALE


def stale_from(
    last_as_of: date, rhythm: Rhythm, calendar: WorkingCalendar, *, limits: Limits = DEFAULTS
) -> date:
    """Return the first day on which the reading as of ``last_as_of`` is stale, or dark."""
    dark_from = after_rhythms(last_as_of, rhythm, limits.dark_rhythms) + timedelta(days=1)
    due_on = next_due(last_as_of, rhythm, calendar)
    last_fair_day = calendar.add_working_days(due_on, limits.stale_working_days)
    return min(dark_from, last_fair_day + timedelta(days=1))


def may_ask(unanswered_asks: int, *, limits: Limits = DEFAULTS) -> bool:
    """Say whether the owner may be asked for a reading again."""
    return unanswered_asks < limits.reading_asks
