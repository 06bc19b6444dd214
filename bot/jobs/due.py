"""Which jobs a workspace may need now. A job that is not asked about here always runs."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.delivery.letters import TOO_OLD
from bot.flows.nudges import stale
from bot.flows.people.in_slack import known_zone
from bot.flows.workspace import limits
from bot.jobs import qbrs
from bot.jobs.events import KEPT
from bot.jobs.keeping import first_kept
from bot.rules.defaults import Limits
from bot.rules.working_calendar import WorkingCalendar
from storage import due, events, touches
from storage.due import Bounds
from storage.mornings import Morning, mornings

DAILY, EVENTS, TOUCHES = "daily", "events", "touches"


def needless(session: Session, *, workspace_id: UUID, now: datetime) -> frozenset[str]:
    """Return the jobs that would find nothing to do in the workspace at ``now``."""
    its = limits.of(session, workspace_id)
    today = now.date()
    first, last = its.kickoff_reminder_days
    reviews_from, reviews_to = qbrs.near_days(today, its)
    bounds = Bounds(
        reviews_from=reviews_from,
        reviews_to=reviews_to,
        signed_from=today - timedelta(days=first + last),
        signed_to=today - timedelta(days=first - 1),
        opened_by=now - timedelta(days=its.open_topic_warning_days),
        asked_by=today - timedelta(days=its.same_fact_days),
        most_asks=its.reading_asks + 1,
        said_once=stale.SAID_ONCE,
        too_old=TOO_OLD,
    )
    answers = due.due(session, workspace_id=workspace_id, now=now, bounds=bounds)._asdict()
    idle = {name for name, is_due in answers.items() if not is_due}
    if not any_morning(mornings(session, workspace_id=workspace_id), now, its):
        idle.add(DAILY)
    if not events.any_before(session, workspace_id=workspace_id, before=now - KEPT):
        idle.add(EVENTS)
    if not touches.any_before(session, workspace_id=workspace_id, day=first_kept(now, its)):
        idle.add(TOUCHES)
    return frozenset(idle)


def any_morning(people: Iterable[Morning], now: datetime, its: Limits) -> bool:
    """Say whether somebody may be due the daily message: today not looked at, in open hours."""
    for zone, looked_at_on in people:
        calendar = WorkingCalendar(known_zone(zone))
        today = calendar.local_date(now)
        opens = calendar.local_instant(today, time(its.day_opens.hour))
        closes = calendar.local_instant(today, its.day_closes)
        if (looked_at_on is None or looked_at_on < today) and opens <= now < closes:
            return True
    return False
