"""A workspace that uninstalled us: how long its data is kept."""

from datetime import datetime, timedelta

from bot.rules.weekdays import MONDAY_TO_FRIDAY

BUSINESS_DAYS_KEPT = 14
_DAY = timedelta(days=1)


def deleted_at(left_at: datetime) -> datetime:
    """Return when the data goes: 14 business days later, at the same time of day, UTC.

    Business days are Monday to Friday; holidays, which differ by country, do not prolong it.
    """
    at = left_at
    for _ in range(BUSINESS_DAYS_KEPT):
        at += _DAY
        while at.isoweekday() not in MONDAY_TO_FRIDAY:
            at += _DAY
    return at
