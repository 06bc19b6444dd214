"""When to speak up about one thing, to whom, and when to let it rest. docs/rules.md, "Nudges"."""

from datetime import date
from enum import StrEnum

from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.digest import (
    Digest,
    DigestLine,
    DigestSection,
    digest_due,
    next_digest_at,
    order_digest,
)
from bot.rules.snooze import SnoozeChoice, snooze_until, snoozes_left

__all__ = [
    "Digest",
    "DigestLine",
    "DigestSection",
    "SnoozeChoice",
    "Step",
    "digest_due",
    "ladder_step",
    "may_nudge_person",
    "next_digest_at",
    "order_digest",
    "same_fact_again",
    "send_key",
    "snooze_until",
    "snoozes_left",
]


class Step(StrEnum):
    """The rungs of the ladder for a late commitment, lowest first."""

    OWNER = "owner"
    OWNER_NEW_DATE = "owner_new_date"  # "blocked, or a new date?"
    PARTNER_OWNER = "partner_owner"
    SPONSOR = "sponsor"


def ladder_step(
    working_days_late: int, nudges_so_far: int, *, limits: Limits = DEFAULTS
) -> Step | None:
    """Return the rung that is due now, or None.

    ``nudges_so_far`` counts the rungs already used for this thing since it was last settled or
    moved. No rung is skipped: after a silence the owner still hears of it before anyone else.
    """
    steps = tuple(Step)
    if nudges_so_far >= len(steps) or working_days_late < limits.ladder_days[nudges_so_far]:
        return None
    return steps[nudges_so_far]


def may_nudge_person(nudges_to_person: int, *, limits: Limits = DEFAULTS) -> bool:
    """Say whether one person may be nudged about one thing again; after three, no more."""
    return nudges_to_person < limits.nudges_per_person


def same_fact_again(last_sent_on: date | None, today: date, *, limits: Limits = DEFAULTS) -> bool:
    """Say whether the same fact may be said again: never said, or a week ago."""
    return last_sent_on is None or (today - last_sent_on).days >= limits.same_fact_days


def send_key(recipient: str, rule: str, subject: str, local_date: date) -> str:
    """Return the key under which this may be sent once, whoever sends it.

    Different parts never give the same key, whatever characters they hold.
    """
    parts = (recipient, rule, subject, local_date.isoformat())
    return "|".join(part.replace("%", "%25").replace("|", "%7C") for part in parts)
