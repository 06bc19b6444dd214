"""Goals: agreed by each side on its own, judged only once both have."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.flows import nudges
from bot.flows.access import NOT_FOUND, partner_for
from bot.flows.actors import Actor, By
from bot.flows.errors import Refusal
from bot.rules.pace import parse_curve, parse_guardrail
from messages.audience import InternalMessage
from messages.render import Safe, render
from storage import audit, goals
from storage.goals import Goal, GoalSide, GoalState
from storage.partners import Partner, name_key
from storage.people import Side

RHYTHMS = ("weekly", "biweekly", "monthly", "quarterly")
LONGEST_METRIC = 120
CONFIDENCES = range(1, 6)


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
    """Return the goal if this person may see it. Raises Refusal otherwise."""
    goal = goals.of_id(session, workspace_id=actor.workspace_id, goal_id=goal_id)
    if goal is None:
        raise Refusal(NOT_FOUND)
    partner_for(session, actor, goal.partner_id)
    return goal


def agree(session: Session, goal: Goal, *, side: Side, on: date, actor: By, now: datetime) -> Goal:
    """Write down that ``side`` agrees to the goal; a second time changes nothing.

    A goal both had parked as not aligned is judged again once both sides agree.
    """
    column = "agreed_ours_on" if side is Side.OURS else "agreed_theirs_on"
    if getattr(goal, column) is not None and goal.state is GoalState.ACTIVE:
        return goal
    setattr(goal, column, on)
    if goal.agreed_ours_on and goal.agreed_theirs_on:
        goal.state = GoalState.ACTIVE
    session.add(goal)
    record(session, goal, actor, now, "goal.agreed", after={"side": side.value, "on": str(on)})
    return goal


def set_not_aligned(session: Session, goal: Goal, *, reason: str, actor: By, now: datetime) -> Safe:
    """Write down that the sides know they disagree: no slip is raised, the QBR lists it.

    Returns the sentence that says so. Raises Refusal without a reason.
    """
    if not reason.strip():
        raise Refusal("Say in a few words where the sides differ.", block_id="reason")
    before = {"state": goal.state.value}
    goal.state = GoalState.NOT_ALIGNED
    session.add(goal)
    after = {"state": goal.state.value, "reason": reason}
    record(session, goal, actor, now, "goal.not_aligned", before=before, after=after)
    outcome = render(
        "goal_not_aligned",
        who=actor.name if isinstance(actor, Actor) else actor.label,
        metric=goal.metric,
    )
    _settle(session, goal, outcome, actor=actor, now=now, action="not aligned")
    return outcome


def settle_agreed(
    session: Session,
    goal: Goal,
    *,
    actor: Actor,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> tuple[Safe, InternalMessage | None]:
    """End the nudges to agree on it; return the sentence, and the clicked message as it is now.

    The latter is None when the message spoke of nothing else.
    """
    outcome = render("goal_agreed", who=actor.name, metric=goal.metric)
    _settle(session, goal, outcome, actor=actor, now=now, action="agreed", clicked=clicked)
    session.flush()
    whole = nudges.rendered_anew(
        session, workspace_id=goal.workspace_id, message_ref=clicked, now=now
    )
    return outcome, whole


def set_confidence(
    session: Session, goal: Goal, *, confidence: int, reason: str, actor: By, now: datetime
) -> Goal:
    """Put a person's view (1-5) beside the number. Raises Refusal without a reason."""
    if confidence not in CONFIDENCES:
        raise Refusal("Confidence goes from 1 to 5.", block_id="confidence")
    if not reason.strip():
        raise Refusal("Say in a few words why.", block_id="confidence_reason")
    before = {"confidence": goal.confidence}
    goal.confidence, goal.confidence_reason = confidence, reason.strip()
    session.add(goal)
    after = {"confidence": confidence, "reason": reason.strip()}
    record(session, goal, actor, now, "goal.confidence_set", before=before, after=after)
    return goal


def close(session: Session, goal: Goal, *, reason: str, actor: By, now: datetime) -> Goal:
    """Stop judging the goal; it stays with its readings."""
    before = {"state": goal.state.value}
    goal.state = GoalState.CLOSED
    session.add(goal)
    after = {"state": goal.state.value, "reason": reason}
    record(session, goal, actor, now, "goal.closed", before=before, after=after)
    return goal


def set_headline(
    session: Session, partner: Partner, goal: Goal, *, actor: By, now: datetime
) -> None:
    """Make the goal's metric the one that is shown first everywhere."""
    partner.headline_goal_id = goal.id
    session.add(partner)
    record(session, goal, actor, now, "goal.made_headline")


def _settle(
    session: Session,
    goal: Goal,
    outcome: Safe,
    *,
    actor: By,
    now: datetime,
    action: str,
    clicked: tuple[str, str] | None = None,
) -> None:
    if isinstance(actor, Actor):
        nudges.settle(
            session,
            workspace_id=goal.workspace_id,
            subject_kind="goal",
            subject_id=goal.id,
            outcome=outcome,
            by=actor,
            now=now,
            action=action,
            clicked=clicked,
        )


def unit_of(typed: str) -> str:
    """Return the unit people mean by ``$``, ``%``, ``eur``, ``deals`` or nothing."""
    word = typed.strip().casefold()
    known = {"$": "USD", "€": "EUR", "£": "GBP", "%": "percent", "percent": "percent"}
    if word in known:
        return known[word]
    letters = word.isascii() and word.isalpha()
    return word.upper() if letters and len(word) == len("USD") else "count"


def record(
    session: Session,
    goal: Goal,
    actor: By,
    now: datetime,
    action: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Append one entry about the goal to the audit trail."""
    audit.record(
        session,
        workspace_id=goal.workspace_id,
        now=now,
        actor=actor.label,
        action=action,
        subject=("goal", goal.id),
        before=before,
        after=after,
    )


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
