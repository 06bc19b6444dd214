"""What is due around a quarterly business review, and when the next one is."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.rules.dates import add_months
from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.working_calendar import ONE_DAY, WorkingCalendar

QUARTER_MONTHS = 3


class QbrStep(StrEnum):
    """What the bot does around a QBR, in order."""

    CHASE = "chase"  # ask for missing numbers
    DRAFT = "draft"  # the pack, to the owner
    SUMMARY = "summary"  # the health summary, in the channel
    FOLLOWUP = "followup"  # ask for the new commitments


@dataclass(frozen=True, slots=True)
class QbrWindow:
    """The days on which a step may be done, both included; missed days are caught up in it."""

    step: QbrStep
    first: date
    last: date


def qbr_windows(
    qbr_on: date, calendar: WorkingCalendar | None = None, *, limits: Limits = DEFAULTS
) -> tuple[QbrWindow, ...]:
    """Return the four windows, in order and apart.

    With a ``calendar`` the steps before the QBR move back to a working day, and the one after
    it moves on to one; an absence moves none of them. A summary is still worth having on the
    day itself, not later.
    """
    calendar = replace(calendar, away=()) if calendar else None

    def before(days: int) -> date:
        day = qbr_on - timedelta(days=days)
        return calendar.last_working_day(day) if calendar else day

    def after(days: int) -> date:
        day = qbr_on + timedelta(days=days)
        return calendar.next_working_day(day) if calendar else day

    chase, draft = before(limits.qbr_chase_days), before(limits.qbr_draft_days)
    summary, followup = before(limits.qbr_summary_days), after(limits.qbr_followup_days)
    return (
        QbrWindow(QbrStep.CHASE, chase, draft - ONE_DAY),
        QbrWindow(QbrStep.DRAFT, draft, summary - ONE_DAY),
        QbrWindow(QbrStep.SUMMARY, summary, qbr_on),
        QbrWindow(QbrStep.FOLLOWUP, followup, after(limits.qbr_followup_until_days)),
    )


def qbr_step(
    qbr_on: date,
    today: date,
    *,
    done: Collection[QbrStep] = (),
    calendar: WorkingCalendar | None = None,
    limits: Limits = DEFAULTS,
) -> QbrStep | None:
    """Return the step to do today, or None: nothing due, or already ``done``.

    A step missed on its day is caught up until the next one's begins; after that it is skipped,
    so that nobody gets two at once.
    """
    for window in qbr_windows(qbr_on, calendar, limits=limits):
        if window.first <= today <= window.last:
            return None if window.step in done else window.step
    return None


def last_day_of_use(
    step: QbrStep, qbr_on: date, calendar: WorkingCalendar, *, limits: Limits = DEFAULTS
) -> date:
    """Return the last day on which what a step says is worth reading.

    Of all that comes before the QBR it is the day of the QBR. What is asked after it in the last
    evening still goes out the next working morning.
    """
    if step is not QbrStep.FOLLOWUP:
        return qbr_on
    followup = qbr_windows(qbr_on, calendar, limits=limits)[-1]
    return calendar.next_working_day(followup.last + ONE_DAY)


def next_qbr_on(qbr_on: date, calendar: WorkingCalendar) -> date:
    """Return the date a quarter later, moved on to a working day."""
    return calendar.next_working_day(add_months(qbr_on, QUARTER_MONTHS))
