"""A partner's goals as a QBR shows them: judged at their newest reading."""

from datetime import date
from decimal import Decimal

from sqlmodel import Session

from bot.flows.goals.judging import judge_goal
from bot.flows.people.identity import calendar_of
from bot.flows.workspace import limits
from bot.rules.defaults import Limits
from bot.rules.pace import Band, Judgement
from bot.rules.working_calendar import WorkingCalendar
from messages.shared.qbr_content import GoalFacts
from storage import people, qbr_pages
from storage.goal_sweep import SweptGoal
from storage.goals import Goal, GoalState
from storage.partners import Partner

COUNT, PERCENT = "count", "percent"
WHOLE_FROM = 1000  # from here on cents of an expected amount tell nobody anything
ANY_DAYS = WorkingCalendar("UTC")


def goals_of(session: Session, partner: Partner, *, since: date, today: date) -> list[GoalFacts]:
    """Return the goals due from ``since`` on, the headline first; last those closed since then."""
    rows = qbr_pages.goals(
        session, workspace_id=partner.workspace_id, partner_id=partner.id, since=since
    )
    owners = people.of_ids(
        session, workspace_id=partner.workspace_id, person_ids=[row.owner_id for row in rows]
    )
    days = {person_id: calendar_of(person) for person_id, person in owners.items()}
    its = limits.of(session, partner.workspace_id)
    facts = [
        facts_of(
            row,
            judged(row, days.get(row.owner_id, ANY_DAYS) if row.owner_id else ANY_DAYS, today, its),
            is_headline=row.id == partner.headline_goal_id,
        )
        for row in rows
    ]
    return sorted(
        facts,
        key=lambda one: (one.ending is not None, not one.is_headline, not one.is_behind),
    )


def judged(goal: Goal, calendar: WorkingCalendar, today: date, its: Limits) -> Judgement:
    """Return the goal's judgement at its newest reading."""
    if goal.state is GoalState.NOT_ALIGNED:
        return Judgement(Band.NOT_ALIGNED, goal.newest_value, as_of=goal.newest_as_of)
    swept = SweptGoal._make(getattr(goal, name) for name in SweptGoal._fields)
    return judge_goal(swept, today, calendar, its)


def facts_of(goal: Goal, judgement: Judgement, *, is_headline: bool) -> GoalFacts:
    """Return what a page says of the goal."""
    expected = None if goal.ending else judgement.expected
    return GoalFacts(
        id=goal.id,
        name=goal.metric,
        unit=goal.unit,
        target=goal.target,
        band=judgement.band,
        value=judgement.value,
        expected=None if expected is None else _shown(expected, goal.unit),
        source=goal.newest_source or goal.source,
        as_of=judgement.as_of,
        due_on=goal.due_on,
        reached=_share(goal, judgement.value),
        expected_share=_share(goal, expected),
        is_headline=is_headline,
        ending=goal.ending,
        close_reason=goal.close_reason,
        is_agreed=goal.agreed_ours_on is not None and goal.agreed_theirs_on is not None,
    )


def _share(goal: Goal, value: Decimal | None) -> float | None:
    """Return how much of the way from baseline to target ``value`` is."""
    way = goal.target - goal.baseline
    if value is None or not way or goal.guardrail:
        return None
    return float((value - goal.baseline) / way)


def _shown(expected: Decimal, unit: str) -> Decimal:
    if unit in {COUNT, PERCENT}:
        return expected.quantize(Decimal("0.1"))
    return expected.quantize(Decimal(1)) if abs(expected) >= WHOLE_FROM else expected
