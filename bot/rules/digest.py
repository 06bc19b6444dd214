"""The one daily message: when a person gets it, and what stands in it first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from hashlib import sha256
from typing import Generic, TypeVar

from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.working_calendar import ONE_DAY, WorkingCalendar

MINUTE_S = 60
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DigestSent:
    """A person's last daily message; ``zone`` is the one it was timed by, if known."""

    on: date | None = None
    at: datetime | None = None
    zone: str | None = None


def digest_due(
    now: datetime,
    calendar: WorkingCalendar,
    *,
    hour: int = DEFAULTS.day_opens.hour,
    last_sent_on: date | None = None,
    last_sent_at: datetime | None = None,
    last_sent_zone: str | None = None,
    spread_seed: str = "",
    limits: Limits = DEFAULTS,
) -> bool:
    """Say whether the person's daily message is due now.

    It is due once per local date, on working days, from ``hour`` (plus a few minutes that
    depend only on ``spread_seed``) until the day closes: a message that is late goes later the
    same day, or not at all. Within 20 hours of the last one none is due, unless
    ``last_sent_zone`` shows that the person has stayed in their zone.
    """
    sent = DigestSent(last_sent_on, last_sent_at, last_sent_zone)
    window = _window(calendar.local_date(now), calendar, hour, spread_seed, limits)
    return window is not None and _opens(window, sent, calendar, limits) <= now < window.closes


def hour_within(chosen: int | None, limits: Limits = DEFAULTS) -> int:
    """Return the hour somebody chose, or the workspace's; never one in the quiet hours."""
    hour = limits.daily_hour if chosen is None else chosen
    return min(max(hour, limits.day_opens.hour), limits.day_closes.hour - 1)


def next_digest_at(
    now: datetime,
    calendar: WorkingCalendar,
    *,
    hour: int = DEFAULTS.day_opens.hour,
    last_sent_on: date | None = None,
    last_sent_at: datetime | None = None,
    last_sent_zone: str | None = None,
    spread_seed: str = "",
    limits: Limits = DEFAULTS,
) -> datetime:
    """Return the first instant from ``now`` on at which `digest_due` holds, UTC."""
    sent = DigestSent(last_sent_on, last_sent_at, last_sent_zone)
    day = calendar.next_working_day(calendar.local_date(now))
    while True:
        window = _window(day, calendar, hour, spread_seed, limits)
        if window is not None:
            opens = max(now, _opens(window, sent, calendar, limits))
            if opens < window.closes:
                return opens
        day = calendar.next_working_day(day + ONE_DAY)


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of one local day in which the daily message may go; ``closes`` is outside."""

    day: date
    opens: datetime
    closes: datetime


def _window(
    day: date, calendar: WorkingCalendar, hour: int, seed: str, limits: Limits
) -> _Window | None:
    """Return the window of ``day``; None when it is not worked, or the zone skipped it."""
    if not limits.day_opens.hour <= hour < limits.day_closes.hour:
        raise ValueError(
            f"The daily message goes between {limits.day_opens:%H:%M} and "
            f"{limits.day_closes:%H:%M}; {hour}:00 is outside."
        )
    opens = calendar.local_instant(day, time(hour))
    if not calendar.is_working_day(day) or calendar.local_date(opens) != day:
        return None
    closes = calendar.local_instant(day, limits.day_closes)
    last = max(opens, closes - A_MINUTE)  # however wide the spread, there is a moment left
    return _Window(day, min(opens + _spread(seed, limits), last), closes)


def _spread(seed: str, limits: Limits) -> timedelta:
    """Return this person's few minutes, always the same, so that not all messages go at once."""
    if not seed:
        return timedelta(0)
    number = int.from_bytes(sha256(seed.encode()).digest()[:4])
    return timedelta(seconds=number % (limits.digest_spread_minutes * MINUTE_S + 1))


def _opens(
    window: _Window, sent: DigestSent, calendar: WorkingCalendar, limits: Limits
) -> datetime:
    """Return when the window opens to a person who last got a message as ``sent`` says."""
    if sent.on is not None and sent.on >= window.day:
        return window.closes
    if sent.at is None or sent.zone == calendar.zone:
        return window.opens
    return max(window.opens, sent.at + timedelta(hours=limits.zone_change_hours))


class DigestSection(IntEnum):
    """The parts of the daily message, in the order they are read."""

    WE_OWE = 1
    THEY_OWE = 2
    OFF_PACE = 3
    GONE_QUIET = 4
    QBR_NEAR = 5
    KICKOFFS = 6
    AWAKE = 7
    GOALS_OVER = 8


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One line of the daily message: what it is about, and how pressing it is.

    ``subject`` is the id of the thing; a bigger ``urgency`` (such as working days late) comes
    first within its section, then the earlier ``due_on``.
    """

    section: DigestSection
    subject: str
    urgency: int = 0
    due_on: date | None = None


Line = TypeVar("Line", bound=DigestLine)


@dataclass(frozen=True, slots=True)
class Digest(Generic[Line]):
    """The lines in order: those that are shown, and those behind the button."""

    shown: tuple[Line, ...]
    behind_button: tuple[Line, ...]


def order_digest(lines: Iterable[Line], *, limits: Limits = DEFAULTS) -> Digest[Line]:
    """Put the lines in the order they are read, and cut after the seventh."""
    ordered = tuple(
        sorted(
            lines,
            key=lambda line: (
                line.section,
                -line.urgency,
                line.due_on or date.max,
                line.subject,
            ),
        )
    )
    return Digest(ordered[: limits.digest_lines], ordered[limits.digest_lines :])
