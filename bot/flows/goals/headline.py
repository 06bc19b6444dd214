"""The headline of a partner whose goal ends, and of one whose goal goes on after all."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import By
from bot.flows.goals.agreeing import set_headline
from messages.ids import as_uuid
from storage import goals
from storage.audit import Audit
from storage.goals import Goal, GoalState
from storage.partners import Partner

NEXT: Final = "next_headline"  # in the trail of a closed goal: which one became it, None for none


def pass_on(session: Session, goal: Goal, *, actor: By, now: datetime) -> dict[str, str | None]:
    """Make the next open goal the headline in place of this closed one, or none.

    Returns what the trail keeps of it: nothing where the goal was not the headline.
    """
    partner = session.get_one(Partner, goal.partner_id)
    if partner.headline_goal_id != goal.id:
        return {}
    following = _next(session, partner)
    if following is None:
        partner.headline_goal_id = None
        session.add(partner)
        return {NEXT: None}
    set_headline(session, partner, following, actor=actor, now=now)
    return {NEXT: str(following.id)}


def give_back(session: Session, goal: Goal, closing: Audit, *, actor: By, now: datetime) -> None:
    """Make a goal the headline again that was it when it was ``closing``.

    Where somebody chose another one meanwhile, that one stays.
    """
    became = closing.after or {}
    if NEXT not in became:
        return
    partner = session.get_one(Partner, goal.partner_id)
    following: UUID | None = as_uuid(became[NEXT])
    if partner.headline_goal_id == following:
        set_headline(session, partner, goal, actor=actor, now=now)


def _next(session: Session, partner: Partner) -> Goal | None:
    session.flush()
    left = goals.of_partner(session, workspace_id=partner.workspace_id, partner_id=partner.id)
    judged = [one for one in left if one.state is GoalState.ACTIVE]
    # What both agreed to comes first: nothing else counts in health as the headline.
    agreed = [one for one in judged if one.agreed_ours_on and one.agreed_theirs_on]
    return next(iter([*agreed, *judged]), None)
