"""A kickoff as both sides read it, gathered from the database."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.kickoff import Held
from bot.flows.kickoff_facts import facts_of, plan_of
from bot.flows.kickoff_record import topic_rows
from bot.rules.commitments import CommitmentState
from bot.rules.kickoff import completeness
from messages.render import Safe
from messages.shared.kickoff_page import (
    Confirmation,
    GoalLine,
    KickoffPage,
    PromiseLine,
    ProposedChange,
    TopicLine,
    who,
)
from storage import commitments, goals, partners, people, qbrs
from storage.commitments import Commitment
from storage.goals import Goal
from storage.kickoffs import KickoffTopic
from storage.partners import ChannelKind, Partner
from storage.people import Person, Side
from storage.workspaces import Workspace

CHANGES = "changes"  # in drafts: what the partner asked to change, by commitment
_Crowd = Mapping[UUID, Person]


def has_shared_channel(session: Session, partner: Partner) -> bool:
    """Say whether the partner's people can answer for themselves."""
    channel = partners.channel_of(
        session,
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        kind=ChannelKind.SHARED,
    )
    return channel is not None


def page_of(session: Session, held: Held, *, now: datetime) -> KickoffPage:
    """Gather a submitted kickoff from the database."""
    kickoff, partner = held.kickoff, held.partner
    topics = list(topic_rows(session, kickoff).values())
    made_goals = [
        goal
        for goal in goals.of_partner(
            session, workspace_id=partner.workspace_id, partner_id=partner.id
        )
        if goal.kickoff_id == kickoff.id
    ]
    promised = [
        row
        for row in commitments.of_partner(
            session, workspace_id=partner.workspace_id, partner_id=partner.id, only_open=False
        )
        if row.kickoff_id == kickoff.id
    ]
    crowd = _crowd(session, held, topics, made_goals, promised)
    submitted_at = kickoff.submitted_at or kickoff.started_at
    next_qbr = qbrs.next_of(
        session, workspace_id=partner.workspace_id, partner_id=partner.id, today=now.date()
    )
    us = session.get_one(Workspace, partner.workspace_id).name
    return KickoffPage(
        id=kickoff.id,
        us=us,
        partner=partner.name,
        submitted_by=_name(crowd, kickoff.submitted_by),
        submitted_at=submitted_at,
        waiting_days=max(0, (now - submitted_at).days),
        confirmation=_confirmation(held, crowd),
        has_shared_channel=has_shared_channel(session, partner),
        agreed=completeness({row.topic: row.state for row in topics}),
        topics=tuple(_topic_line(row, crowd, us=us, partner=partner.name) for row in topics),
        goals=tuple(_goal_line(goal, crowd, partner) for goal in made_goals),
        promises=tuple(_promise_line(row, crowd, held) for row in promised),
        people=plan_of(held.fields, us=us, partner=partner.name),
        next_qbr=next_qbr.held_on if next_qbr else None,
    )


def _crowd(
    session: Session,
    held: Held,
    topics: list[KickoffTopic],
    made_goals: list[Goal],
    promised: list[Commitment],
) -> _Crowd:
    ids = [held.kickoff.submitted_by, held.kickoff.confirmed_by]
    ids += [row.owner_id for row in topics] + [goal.owner_id for goal in made_goals]
    ids += [person for row in promised for person in (row.owner_id, row.accepted_by)]
    return people.of_ids(session, workspace_id=held.partner.workspace_id, person_ids=ids)


def _confirmation(held: Held, crowd: _Crowd) -> Confirmation | None:
    kickoff = held.kickoff
    if kickoff.confirmed_at is None or kickoff.confirmed_by is None:
        return None
    by = crowd.get(kickoff.confirmed_by)
    return Confirmation(
        by=_name(crowd, kickoff.confirmed_by),
        at=kickoff.confirmed_at,
        on_behalf=by is not None and by.side is Side.OURS,
    )


def _topic_line(row: KickoffTopic, crowd: _Crowd, *, us: str, partner: str) -> TopicLine:
    return TopicLine(
        id=row.id,
        topic=row.topic,
        ours=row.ours,
        theirs=row.theirs,
        state=row.state,
        facts=facts_of(row, us=us, partner=partner),
        owner=_who(crowd, row.owner_id),
        due_on=row.due_on,
        is_confirmed=row.confirmed_at is not None,
    )


def _goal_line(goal: Goal, crowd: _Crowd, partner: Partner) -> GoalLine:
    return GoalLine(
        metric=goal.metric,
        unit=goal.unit,
        baseline=goal.baseline,
        target=goal.target,
        start_on=goal.start_on,
        due_on=goal.due_on,
        owner=_who(crowd, goal.owner_id),
        whose=goal.side.value,
        is_headline=goal.id == partner.headline_goal_id,
        is_agreed=goal.agreed_ours_on is not None and goal.agreed_theirs_on is not None,
    )


def _promise_line(row: Commitment, crowd: _Crowd, held: Held) -> PromiseLine:
    asked = held.kickoff.drafts.get(CHANGES, {}).get(str(row.id))
    change = None
    if asked is not None:
        due_on = row.due_on.fromisoformat(asked["due_on"])
        change = ProposedChange(asked["title"], due_on, asked["name"])
    accepted = row.accepted_by is not None and row.side is Side.THEIRS
    return PromiseLine(
        id=row.id,
        title=row.title,
        owner=_who(crowd, row.owner_id),
        due_on=row.due_on,
        is_ours=row.side is Side.OURS,
        state=row.state.words,
        is_proposed=row.state is CommitmentState.PROPOSED,
        settled_by=_name(crowd, row.accepted_by) if accepted else None,
        reason=row.close_reason,
        change=change if row.state is CommitmentState.PROPOSED else None,
    )


def _name(crowd: _Crowd, person_id: UUID | None) -> str:
    person = crowd.get(person_id) if person_id else None
    return person.name if person else "somebody"


def _who(crowd: _Crowd, person_id: UUID | None) -> Safe:
    person = crowd.get(person_id) if person_id else None
    return who(person.slack_user_id, person.name) if person else who(None, None)
