"""Wall clock to UTC, right in the gap and the fold of a clock change and on skipped dates."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_SECOND = timedelta(seconds=1)
MINUTE_S = 60


def first_instant(zone: str, day: date, at: time) -> datetime:
    """Return the UTC instant at which the clock of ``zone`` first shows ``at`` on ``day``.

    A time that never shows (the gap of a clock change, or a whole skipped date) becomes the
    first valid minute after the jump.
    """
    wall = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    instant = wall.astimezone(UTC)
    if instant.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    jump = _jump_between(wall.replace(fold=1).astimezone(UTC), instant, wall)
    past_minute = jump.astimezone(wall.tzinfo).second
    return jump + timedelta(seconds=-past_minute % MINUTE_S)


def _jump_between(before: datetime, after: datetime, wall: datetime) -> datetime:
    """Return the first whole second in (before, after] whose wall clock is past ``wall``."""
    target = wall.replace(tzinfo=None)
    low, high = 0, int((after - before) / ONE_SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        shown = (before + middle * ONE_SECOND).astimezone(wall.tzinfo).replace(tzinfo=None)
        low, high = (low, middle) if shown > target else (middle, high)
    return before + high * ONE_SECOND
