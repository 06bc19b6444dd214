"""Numbers that are missing for a QBR: asked for in their owners' next daily messages."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.flows.goals.judging import is_stale
from bot.flows.goals.reading_asks import ASK, asked
from bot.flows.nudges.receivers import Receivers
from storage import goals, nudges
from storage.goals import Goal, GoalState
from storage.opportunity_counts import SOURCE as COUNTED
from storage.partners import Partner


def chase(
    session: Session, partner: Partner, *, people: Receivers, today: date, now: datetime
) -> None:
    """Ask for each missing number, unless it was asked for within a week."""
    missing = [
        goal
        for goal in goals.of_partner(
            session, workspace_id=partner.workspace_id, partner_id=partner.id
        )
        if _is_missing(goal, partner, people, today)
    ]
    lately = {
        nudge.subject_id
        for nudge in nudges.about(
            session,
            workspace_id=partner.workspace_id,
            subject_ids=[goal.id for goal in missing],
            since=today - timedelta(days=people.limits.same_fact_days - 1),
        )
        if nudge.rule == ASK
    }
    asks = [
        asked(goal, partner, people, now, missing="is missing for the review")
        for goal in missing
        if goal.id not in lately
    ]
    nudges.record(session, asks)


def _is_missing(goal: Goal, partner: Partner, people: Receivers, today: date) -> bool:
    if goal.state is not GoalState.ACTIVE or goal.source == COUNTED:
        return False
    if goal.newest_as_of is None:
        return goal.start_on <= today
    calendar = people.calendar(goal.owner_id, partner.owner_id)
    finished = goal.newest_as_of >= goal.due_on
    return not finished and is_stale(goal.newest_as_of, today, goal.rhythm, calendar, people.limits)
