"""Goals that end: by a person's word, told to who agreed to them, and taken back with one press."""

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from bot.delivery.outbox import Intent, SharedChannel, post_shared
from bot.flows.actors import Actor, By
from bot.flows.errors import Refusal
from bot.flows.goals import headline
from bot.flows.goals.agreeing import record, refuse_closed, settle
from bot.flows.nudges import resting
from bot.rules.endings import Ending
from messages.render import Safe, render
from messages.shared import ledger as shared_ledger
from storage import audit, partners
from storage.columns import new_id
from storage.goals import Goal, GoalState
from storage.partners import ChannelKind

RULE: Final = "goal_closed"
CLOSED: Final = "goal.closed"  # in the trail
LONGEST_REASON = 500


def close(
    session: Session, goal: Goal, *, ending: Ending, reason: str, actor: By, now: datetime
) -> Safe:
    """Stop judging the goal and asking about it; it stays, with its readings and how it ended.

    Returns the sentence that says so, which a partner who agreed to the goal reads in the shared
    channel. Was it the headline, the next open goal is. Raises Refusal, under the field, without
    the reason its ending needs, and for a goal that was closed before.
    """
    refuse_closed(goal)
    said, before = _checked(ending, reason), _standing(goal)
    goal.state, goal.ending = GoalState.CLOSED, ending
    goal.close_reason, goal.closed_at = said or None, now
    session.add(goal)
    after = _standing(goal) | {"reason": said}
    after |= headline.pass_on(session, goal, actor=actor, now=now)
    record(session, goal, actor, now, CLOSED, before=before, after=after)
    who = actor.name if isinstance(actor, Actor) else actor.label
    outcome = render("goal_closed", who=who, one=goal)
    if isinstance(actor, Actor):
        settle(session, goal, outcome, actor=actor, now=now, action=ending.answer)
        _tell_them(session, goal, outcome, actor=actor, now=now)
    else:
        scope = goal.workspace_id
        resting.things(session, workspace_id=scope, subject_ids=[goal.id], action="closed", now=now)
    return outcome


def reopen(
    session: Session,
    goal: Goal,
    *,
    actor: Actor,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Safe:
    """Take back that the goal was closed: it stands as before, also as the headline.

    Raises Refusal for a goal that is open.
    """
    if goal.state is not GoalState.CLOSED:
        raise Refusal("This goal is open, so there is nothing to take back.")
    closing = audit.newest(
        session, workspace_id=goal.workspace_id, action=CLOSED, subject_id=goal.id
    )
    before = _standing(goal)
    stood = (closing.before or {}).get("state") if closing else None
    goal.state = GoalState(stood or GoalState.ACTIVE)
    goal.ending = goal.close_reason = goal.closed_at = None
    session.add(goal)
    record(session, goal, actor, now, "goal.reopened", before=before, after=_standing(goal))
    if closing is not None:
        headline.give_back(session, goal, closing, actor=actor, now=now)
    outcome = render("goal_reopened", who=actor.name, metric=goal.metric)
    settle(session, goal, outcome, actor=actor, now=now, action="reopened", clicked=clicked)
    return outcome


def _standing(goal: Goal) -> dict[str, Any]:
    ending = goal.ending.value if goal.ending else None
    return {"state": goal.state.value, "ending": ending}


def _checked(ending: Ending, reason: str) -> str:
    said = reason.strip()
    if ending.needs_reason and not said:
        raise Refusal("Say in a few words why.", block_id="reason")
    if len(said) > LONGEST_REASON:
        raise Refusal(f"Use at most {LONGEST_REASON} characters.", block_id="reason")
    return said


def _tell_them(session: Session, goal: Goal, outcome: Safe, *, actor: Actor, now: datetime) -> None:
    """Tell the partner in the shared channel, if they had agreed to the goal."""
    channel = partners.channel_of(
        session,
        workspace_id=goal.workspace_id,
        partner_id=goal.partner_id,
        kind=ChannelKind.SHARED,
    )
    if channel is None or goal.agreed_theirs_on is None:
        return
    intent = Intent(
        workspace_id=goal.workspace_id,
        key=f"{RULE}|{goal.id}|{new_id()}",
        rule=RULE,
        why=f"{actor.name} closed a goal that the partner had agreed to.",
        now=now,
        subject=("goal", goal.id),
    )
    post_shared(session, shared_ledger.settled(outcome), SharedChannel(channel.id), intent=intent)
