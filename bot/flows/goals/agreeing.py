"""Goals: agreed by each side on its own, judged only once both have.

How they end is in ``bot.flows.goals.closing``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import NOT_FOUND, partner_for
from bot.flows.actors import Actor, By
from bot.flows.errors import Refusal
from bot.flows.goals.answers import (
    agree,
    record,
    refuse_closed,
    set_confidence,
    set_not_aligned,
    settle,
    settle_agreed,
)
from bot.rules.currencies import CURRENCIES
from bot.rules.pace import parse_curve, parse_guardrail
from storage import goals
from storage.goals import Goal, GoalSide
from storage.partners import Partner, name_key

__all__ = [
    "GoalTerms",
    "agree",
    "create",
    "of",
    "of_open",
    "partner_of",
    "record",
    "refuse_closed",
    "set_confidence",
    "set_headline",
    "set_not_aligned",
    "settle",
    "settle_agreed",
    "unit_of",
]

RHYTHMS = ("weekly", "biweekly", "monthly", "quarterly")
LONGEST_METRIC = 120


@dataclass(frozen=True, slots=True)
class GoalTerms:
    """What a goal says; ``unit`` is "count", "percent" or an ISO 4217 currency."""

    metric: str
    unit: str
    baseline: Decimal
    target: Decimal
    start_on: date
    due_on: date
    owner_id: UUID | None = None
    side: GoalSide = GoalSide.JOINT
    curve: str = "linear"
    guardrail: str | None = None
    rhythm: str = "weekly"
    source: str = "by hand"


def create(
    session: Session,
    partner: Partner,
    terms: GoalTerms,
    *,
    actor: By,
    now: datetime,
    agreed_ours_on: date | None = None,
    agreed_theirs_on: date | None = None,
    kickoff_id: UUID | None = None,
) -> Goal:
    """Add a goal; a side that has not agreed yet stays open.

    Raises Refusal, under the field it is about, when the terms make no goal, or the partner
    has that metric from that day already.
    """
    metric = _checked(terms)
    key = name_key(metric)
    if goals.same(session, partner=partner, metric_key=key, start_on=terms.start_on) is not None:
        raise Refusal(
            f"There is a goal for “{metric}” from {terms.start_on} already.", block_id="metric"
        )
    goal = Goal(
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        kickoff_id=kickoff_id,
        metric=metric,
        metric_key=key,
        unit=unit_of(terms.unit),
        baseline=terms.baseline,
        target=terms.target,
        start_on=terms.start_on,
        due_on=terms.due_on,
        owner_id=terms.owner_id,
        side=terms.side,
        curve=terms.curve,
        guardrail=terms.guardrail,
        rhythm=terms.rhythm,
        source=terms.source,
        agreed_ours_on=agreed_ours_on,
        agreed_theirs_on=agreed_theirs_on,
        created_at=now,
    )
    session.add(goal)
    session.flush()
    record(session, goal, actor, now, "goal.created", after=_said(goal))
    return goal


def of(session: Session, actor: Actor, goal_id: UUID | None) -> Goal:
    """Return the goal, locked, if this person may act on it. Raises Refusal otherwise."""
    goal = goals.of_id(session, workspace_id=actor.workspace_id, goal_id=goal_id, lock=True)
    if goal is None:
        raise Refusal(NOT_FOUND)
    partner_of(session, actor, goal)
    return goal


def of_open(session: Session, actor: Actor, goal_id: UUID | None) -> Goal:
    """Return a goal as above that nobody has closed. Raises Refusal otherwise."""
    goal = of(session, actor, goal_id)
    refuse_closed(goal)
    return goal


def partner_of(session: Session, actor: Actor, goal: Goal) -> Partner:
    """Return the goal's partner if this person may act on the goal. Raises Refusal otherwise."""
    return partner_for(session, actor, goal.partner_id, item_owner_id=goal.owner_id)


def set_headline(
    session: Session, partner: Partner, goal: Goal, *, actor: By, now: datetime
) -> None:
    """Make the goal's metric the one that is shown first everywhere."""
    partner.headline_goal_id = goal.id
    session.add(partner)
    record(session, goal, actor, now, "goal.made_headline")


def unit_of(typed: str) -> str:
    """Return the unit people mean by ``$``, ``%``, ``eur``, ``pts`` or nothing.

    What is no currency is counted: "count", a plain number.
    """
    word = typed.strip().casefold()
    known = {"$": "USD", "€": "EUR", "£": "GBP", "%": "percent", "percent": "percent"}
    if word in known:
        return known[word]
    return word.upper() if word.upper() in CURRENCIES else "count"


def _checked(terms: GoalTerms) -> str:
    metric = " ".join(terms.metric.split())
    if not metric:
        raise Refusal("Say what is measured.", block_id="metric")
    if len(metric) > LONGEST_METRIC:
        raise Refusal(f"Use at most {LONGEST_METRIC} characters.", block_id="metric")
    if terms.due_on <= terms.start_on:
        raise Refusal("The due date has to be after the start.", block_id="due_on")
    if terms.target == terms.baseline and terms.guardrail is None:
        raise Refusal("The target has to differ from where it starts.", block_id="target")
    if terms.rhythm not in RHYTHMS:
        raise Refusal(f"The rhythm is one of {', '.join(RHYTHMS)}.", block_id="rhythm")
    try:
        parse_curve(terms.curve)
        if terms.guardrail is not None:
            parse_guardrail(terms.guardrail)
    except ValueError as wrong:
        raise Refusal(str(wrong), block_id="curve") from wrong
    return metric


def _said(goal: Goal) -> dict[str, str]:
    return {
        "metric": goal.metric,
        "unit": goal.unit,
        "baseline": str(goal.baseline),
        "target": str(goal.target),
        "start_on": str(goal.start_on),
        "due_on": str(goal.due_on),
    }
