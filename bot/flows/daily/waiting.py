"""Nudges that wait for their recipient's next daily message."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.commitments.rungs import RUNGS
from bot.flows.daily.candidates import OVER, STILL_LATE
from bot.flows.goals.judging import is_stale
from bot.flows.goals.reading_asks import ASK, ASK_UNANSWERED
from bot.flows.goals.slips import AGREE
from bot.flows.kickoff import lines as kickoff_lines
from bot.flows.nudges.receivers import NOBODY, Receivers
from bot.flows.partners.awake import AWAKE, stays_awake
from bot.rules.commitments import OPEN, PROMISED, is_late
from bot.rules.working_calendar import WorkingCalendar
from storage import nudges
from storage.commitments import Commitment
from storage.goals import Goal, GoalState
from storage.nudges import Nudge
from storage.partners import Partner
from storage.people import Side

ANSWERED = "it was answered before the morning"
SAID_ANEW = "its message was lost; while it is so, it is said anew with the morning's news"
UNWANTED = "they do not want to hear of such things any more"
# What waits for a morning; anything else stood in a message that was lost, and is found anew.
_WAITS = frozenset(
    {*RUNGS.values(), STILL_LATE, ASK, ASK_UNANSWERED, AGREE, *kickoff_lines.RULES, AWAKE, OVER}
)


def take(
    session: Session,
    people: Receivers,
    due: Collection[UUID],
    *,
    workspace_id: UUID,
    now: datetime,
) -> dict[UUID, list[Nudge]]:
    """Return what waited for these people and still holds, by person.

    What no longer holds is kept as skipped, and so is what they want to hear of no more. Where
    the recipient has gone, the admin hears. What they left out for a while goes on waiting.
    """
    taken: dict[UUID, list[Nudge]] = {}
    for nudge in nudges.waiting_for_morning(session, workspace_id=workspace_id):
        person = people.reach(nudge.recipient_id)
        if person is None:
            nudge.skipped_reason = NOBODY
        elif nudge.rule not in _WAITS:
            nudge.skipped_reason = SAID_ANEW
        elif not holds(session, nudge, people, now):
            nudge.skipped_reason = ANSWERED
        elif person.id in due and people.mutes_for_good(person, nudge.rule):
            nudge.skipped_reason = UNWANTED
        elif person.id in due and not people.mutes(person, nudge.rule, now):
            nudge.recipient_id = person.id
            taken.setdefault(person.id, []).append(nudge)
        session.add(nudge)
    return taken


def open_of(
    session: Session, people: Receivers, person_id: UUID, *, workspace_id: UUID, now: datetime
) -> list[Nudge]:
    """Return what a person was asked this week, or will be, and has not answered."""
    since = people.today(now, person_id) - timedelta(days=people.limits.same_fact_days)
    found = nudges.unanswered(
        session, workspace_id=workspace_id, recipient_id=person_id, since=since
    )
    return [one for one in found if holds(session, one, people, now)]


def holds(session: Session, nudge: Nudge, people: Receivers, now: datetime) -> bool:
    """Say whether what a nudge asks about is still to be answered."""
    if nudge.rule in kickoff_lines.RULES:
        return kickoff_lines.holds(session, nudge, people, now)
    if nudge.rule == AWAKE:
        return stays_awake(session, nudge)
    if nudge.subject_kind == "goal":
        return _is_open(session, nudge, people, now)
    promise = session.get(Commitment, nudge.subject_id)
    if promise is None or promise.state not in PROMISED & OPEN:
        return False
    # As the ladder counts: what the partner owes is late by the days of our owner of the partner.
    owner_id = promise.owner_id if promise.side is Side.OURS else None
    today = _days(session, people, owner_id, promise.partner_id).local_date(now)
    awake = promise.snoozed_until is None or promise.snoozed_until <= now
    return awake and is_late(promise.state, promise.due_on, today)


def _is_open(session: Session, nudge: Nudge, people: Receivers, now: datetime) -> bool:
    goal = session.get(Goal, nudge.subject_id)
    if goal is None or goal.state is not GoalState.ACTIVE:
        return False
    if nudge.rule == AGREE:
        return goal.agreed_theirs_on is None
    if nudge.rule == OVER:
        return True  # its time does not come back
    return nudge.rule in {ASK, ASK_UNANSWERED} and _is_missing(session, goal, people, now)


def _is_missing(session: Session, goal: Goal, people: Receivers, now: datetime) -> bool:
    calendar = _days(session, people, goal.owner_id, goal.partner_id)
    today, last = calendar.local_date(now), goal.newest_as_of
    if last is None:  # a review asks for the first number before it is overdue
        return goal.start_on <= today
    with suppress(ValueError):  # a rhythm nobody knows: the sweep says once a day whose
        return is_stale(last, today, goal.rhythm, calendar, people.limits)
    return False


def _days(
    session: Session, people: Receivers, owner_id: UUID | None, partner_id: UUID
) -> WorkingCalendar:
    partner = session.get(Partner, partner_id)
    return people.calendar(owner_id, partner.owner_id if partner else None)
