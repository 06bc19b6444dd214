"""What a partner's channel is told on one day stands together: in the thread of the first of it."""

from datetime import datetime, time
from typing import Final
from uuid import UUID

from sqlmodel import Session

from bot.rules.working_calendar import ONE_DAY, WorkingCalendar
from storage import destinations
from storage.outbox import Outbox

RULES: Final = frozenset({"slip", "late"})
MIDNIGHT: Final = time()


def first(
    session: Session, channel_id: UUID, calendar: WorkingCalendar, *, due: datetime
) -> Outbox | None:
    """Return the first nudge to the channel on the day of ``due``; None where it would be this."""
    day = calendar.local_date(due)
    return destinations.nudged_in(
        session,
        channel_id=channel_id,
        rules=RULES,
        since=calendar.local_instant(day, MIDNIGHT),
        before=calendar.local_instant(day + ONE_DAY, MIDNIGHT),
    )
