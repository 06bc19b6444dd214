"""What a workspace may have to do now, asked in one statement before any job is started.

Each answer is a little more than what its job will find: never no where there is something to
do. A quiet tick asks this and is done.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from storage import due_questions

# A day on either side of UTC's is somebody's today; asks reach a little further.
ONE_DAY, FEW_DAYS = timedelta(days=1), timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the jobs go by: which days count for what, and who may be asked again."""

    reviews_from: date
    reviews_to: date
    signed_from: date  # whose kickoff may be asked for
    signed_to: date
    opened_by: datetime  # a kickoff's topic open since then is doubtful
    asked_by: date
    most_asks: int
    said_once: Collection[str]  # rules whose nudges wait again where their message never went
    too_old: str  # why a message was skipped that nobody sent in time


class Due(NamedTuple):
    """What there may be to do; each is named as the job that does it."""

    stale: bool
    departures: bool
    opportunity_readings: bool
    sweep: bool
    late: bool
    reading_asks: bool
    waking: bool
    kickoff_reminders: bool
    partner_week: bool
    health: bool
    qbrs: bool


# Asked at every tick, so built once: that takes longer than running it. In the order of Due.
_DUE = select(
    due_questions.stale(),
    due_questions.departures(),
    due_questions.opportunity_readings(),
    due_questions.sweep(),
    due_questions.late(),
    due_questions.reading_asks(),
    due_questions.waking(),
    due_questions.kickoff_reminders(),
    due_questions.partner_week(),
    due_questions.health(),
    due_questions.qbrs(),
)


def due(session: Session, *, workspace_id: UUID, now: datetime, bounds: Bounds) -> Due:
    """Return what there may be to do in a workspace."""
    today = now.date()
    row = session.execute(
        _DUE,
        {
            "workspace_id": workspace_id,
            "now": now,
            "today": today,
            "tomorrow": today + ONE_DAY,
            "stale_by": today + FEW_DAYS,
            "first": bounds.reviews_from,
            "last": bounds.reviews_to,
            "signed_from": bounds.signed_from,
            "signed_to": bounds.signed_to,
            "opened_by": bounds.opened_by,
            "asked_by": bounds.asked_by,
            "most_asks": bounds.most_asks,
            "said_once": list(bounds.said_once),
            "too_old": bounds.too_old,
        },
    ).one()
    return Due._make(map(bool, row))
