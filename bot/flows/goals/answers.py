"""What people say to a goal: we agree, we know we differ, how sure we are."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.flows.actors import Actor, By
from bot.flows.errors import Refusal
from bot.flows.nudges import settling as nudges
from messages.audience import Message
from messages.render import Safe, render
from storage import audit
from storage.goals import Goal, GoalState
from storage.people import Side

CONFIDENCES = range(1, 6)


def agree(session: Session, goal: Goal, *, side: Side, on: date, actor: By, now: datetime) -> Goal:
    """Write down that ``side`` agrees to the goal; a second time changes nothing.

    A goal both had parked as not aligned is judged again once both sides agree. Raises Refusal
    for a closed one.
    """
    refuse_closed(goal)
    column = "agreed_ours_on" if side is Side.OURS else "agreed_theirs_on"
    if getattr(goal, column) is not None and goal.state is GoalState.ACTIVE:
        return goal
    setattr(goal, column, on)
    if goal.agreed_ours_on and goal.agreed_theirs_on:
        goal.state = GoalState.ACTIVE
    session.add(goal)
    after = {"side": side.value, "on": str(on), "state": goal.state.value}
    record(session, goal, actor, now, "goal.agreed", after=after)
    return goal


def set_not_aligned(session: Session, goal: Goal, *, reason: str, actor: By, now: datetime) -> Safe:
    """Write down that the sides know they disagree: no slip is raised, the QBR lists it.

    Returns the sentence that says so. Raises Refusal without a reason, and for a closed one.
    """
    refuse_closed(goal)
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
    settle(session, goal, outcome, actor=actor, now=now, action="not aligned")
    return outcome


def refuse_closed(goal: Goal) -> None:
    """Raise Refusal, which says how it ended, for a goal that nothing is left to do about."""
    if goal.state is GoalState.CLOSED:
        how = f" as {goal.ending.words}" if goal.ending else ""
        raise Refusal(f"This goal was closed{how}, so there is nothing left to do about it.")


def settle_agreed(
    session: Session,
    goal: Goal,
    *,
    actor: Actor,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> tuple[Safe, Message | None]:
    """End the nudges to agree on it; return the sentence, and the clicked message as it is now.

    The latter is None when the message spoke of nothing else.
    """
    outcome = render("goal_agreed", who=actor.name, metric=goal.metric)
    settle(session, goal, outcome, actor=actor, now=now, action="agreed", clicked=clicked)
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


def settle(
    session: Session,
    goal: Goal,
    outcome: Safe,
    *,
    actor: By,
    now: datetime,
    action: str,
    clicked: tuple[str, str] | None = None,
) -> None:
    """End the nudges about the goal with ``outcome``; what no person did ends none."""
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
