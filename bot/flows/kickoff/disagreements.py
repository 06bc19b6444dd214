"""Healthy disagreement: what both sides see differently, each in its own words."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.rules.kickoff import TopicState
from storage import audit, disagreements
from storage.disagreements import GOAL, TOPIC, Disagreement
from storage.goals import Goal
from storage.kickoffs import KickoffTopic

_ENDINGS = {
    TopicState.AGREED: "agreed",
    TopicState.OPEN: "open again",
    TopicState.DECLINED: "not part of this kickoff",
}


def follow_topic(
    session: Session, row: KickoffTopic, *, partner_id: UUID, actor: Actor, now: datetime
) -> None:
    """Keep the topic's disagreement as the topic stands; a second time changes nothing.

    While both see it differently it is open with both answers, each with who gave it and
    when; any other state ends it.
    """
    found = disagreements.open_about(session, workspace_id=row.workspace_id, subject_id=row.id)
    if row.state is not TopicState.DIFFERS:
        if found is not None:
            _close(session, found, _ENDINGS[row.state], actor=actor, now=now)
        return
    if found is None:
        about = (TOPIC, row.id, row.topic.title)
        found = _open(session, about, partner_id=partner_id, actor=actor, now=now)
    # What the other side's person finds written down is still of whoever wrote it.
    ours = (actor.person_id, now) if actor.is_internal else (row.recorded_by, row.recorded_at)
    if row.ours != found.ours:
        found.ours, (found.ours_by, found.ours_at) = row.ours, ours
    if row.theirs != found.theirs:
        found.theirs, found.theirs_by, found.theirs_at = row.theirs, actor.person_id, now
    found.decide_on = row.due_on
    session.add(found)
    session.flush()


def over_goal(session: Session, goal: Goal, *, reason: str, actor: Actor, now: datetime) -> None:
    """Write down what the acting side has against a goal.

    Raises Refusal without a word of it.
    """
    if not reason.strip():
        raise Refusal("Say in a few words why.", block_id="reason")
    found = disagreements.open_about(session, workspace_id=goal.workspace_id, subject_id=goal.id)
    if found is None:
        about = (GOAL, goal.id, goal.metric)
        found = _open(session, about, partner_id=goal.partner_id, actor=actor, now=now)
    found.theirs, found.theirs_by, found.theirs_at = reason.strip(), actor.person_id, now
    session.add(found)
    session.flush()


def end_over_goal(session: Session, goal: Goal, *, actor: Actor, now: datetime) -> None:
    """Close the disagreement about a goal that is agreed now, if there is one."""
    found = disagreements.open_about(session, workspace_id=goal.workspace_id, subject_id=goal.id)
    if found is not None:
        _close(session, found, _ENDINGS[TopicState.AGREED], actor=actor, now=now)


def _open(
    session: Session,
    about: tuple[str, UUID, str],
    *,
    partner_id: UUID,
    actor: Actor,
    now: datetime,
) -> Disagreement:
    kind, subject_id, title = about
    made = Disagreement(
        workspace_id=actor.workspace_id,
        partner_id=partner_id,
        subject_kind=kind,
        subject_id=subject_id,
        title=title,
        opened_at=now,
    )
    session.add(made)
    session.flush()
    _record(session, made, "disagreement.opened", actor=actor, now=now)
    return made


def _close(
    session: Session, found: Disagreement, outcome: str, *, actor: Actor, now: datetime
) -> None:
    found.closed_at, found.outcome = now, outcome
    session.add(found)
    _record(session, found, "disagreement.closed", actor=actor, now=now)


def _record(
    session: Session, row: Disagreement, action: str, *, actor: Actor, now: datetime
) -> None:
    audit.record(
        session,
        workspace_id=row.workspace_id,
        now=now,
        actor=actor.label,
        action=action,
        subject=("disagreement", row.id),
        after={"about": row.subject_kind, "outcome": row.outcome},
    )
