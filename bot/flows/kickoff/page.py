"""A kickoff as both sides read it, gathered from the database."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.kickoff.facts import plan_of
from bot.flows.kickoff.holding import Held
from bot.flows.kickoff.page_lines import (
    Crowd,
    goal_line,
    name_in,
    promise_line,
    topic_line,
)
from bot.flows.kickoff.record import topic_rows
from bot.rules.kickoff import completeness
from messages.shared.kickoff_page import Confirmation, Declined, KickoffPage
from storage import (
    commitments,
    confirm_links,
    disagreements,
    goals,
    kickoffs,
    partners,
    people,
    qbrs,
)
from storage.commitments import Commitment
from storage.confirm_links import UNVERIFIED, ConfirmLink, LinkAnswer
from storage.disagreements import Disagreement
from storage.goals import Goal
from storage.kickoffs import Kickoff, KickoffState, KickoffTopic
from storage.partners import ChannelKind, Partner
from storage.people import Side
from storage.workspaces import Workspace


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
    scope = {"workspace_id": partner.workspace_id}
    differing = disagreements.open_by_subject(
        session, **scope, subject_ids=[row.id for row in topics]
    )
    link = confirm_links.last_answered(session, **scope, kickoff_id=kickoff.id)
    crowd = _crowd(session, held, topics, made_goals, promised, differing, link)
    submitted_at = kickoff.submitted_at or kickoff.started_at
    next_qbr = qbrs.next_of(
        session, workspace_id=partner.workspace_id, partner_id=partner.id, today=now.date()
    )
    us = session.get_one(Workspace, partner.workspace_id).name
    return KickoffPage(
        id=kickoff.id,
        us=us,
        partner=partner.name,
        submitted_by=name_in(crowd, kickoff.submitted_by),
        submitted_at=submitted_at,
        waiting_days=waiting_days(kickoff, now),
        confirmation=_confirmation(held, crowd, link),
        declined=_declined(held, crowd, link),
        has_shared_channel=has_shared_channel(session, partner),
        agreed=completeness({row.topic: row.state for row in topics}),
        topics=tuple(
            topic_line(row, crowd, differing.get(row.id), us=us, partner=partner.name)
            for row in topics
        ),
        goals=tuple(goal_line(goal, crowd, partner) for goal in made_goals),
        promises=tuple(promise_line(row, crowd, held) for row in promised),
        people=plan_of(held.fields, us=us, partner=partner.name),
        next_qbr=next_qbr.held_on if next_qbr else None,
    )


def unconfirmed_days(
    session: Session, *, workspace_id: UUID, partner_id: UUID, now: datetime
) -> int | None:
    """Return for how many days the partner's half waits for its yes; None when it does not."""
    kickoff = kickoffs.newest_of(session, workspace_id=workspace_id, partner_id=partner_id)
    if kickoff is None or kickoff.state is not KickoffState.SUBMITTED:
        return None
    return waiting_days(kickoff, now)


def waiting_days(kickoff: Kickoff, now: datetime) -> int:
    """Return how many days ago the partner was asked for their half."""
    return max(0, (now - (kickoff.submitted_at or kickoff.started_at)).days)


def _crowd(
    session: Session,
    held: Held,
    topics: list[KickoffTopic],
    made_goals: list[Goal],
    promised: list[Commitment],
    differing: Mapping[UUID, Disagreement],
    link: ConfirmLink | None,
) -> Crowd:
    ids = [held.kickoff.submitted_by, held.kickoff.confirmed_by]
    ids += [link.answered_by] if link else []
    ids += [row.owner_id for row in topics] + [goal.owner_id for goal in made_goals]
    ids += [person for row in promised for person in (row.owner_id, row.accepted_by)]
    ids += [person for row in differing.values() for person in (row.ours_by, row.theirs_by)]
    return people.of_ids(session, workspace_id=held.partner.workspace_id, person_ids=ids)


def _confirmation(held: Held, crowd: Crowd, link: ConfirmLink | None) -> Confirmation | None:
    kickoff = held.kickoff
    if kickoff.confirmed_at is None or kickoff.confirmed_by is None:
        return None
    by = crowd.get(kickoff.confirmed_by)
    by_link = link is not None and link.answered_at == kickoff.confirmed_at
    return Confirmation(
        by=name_in(crowd, kickoff.confirmed_by).removesuffix(UNVERIFIED),
        at=kickoff.confirmed_at,
        on_behalf=by is not None and by.side is Side.OURS,
        by_link=by_link,
        role=link.role if link and by_link else None,
    )


def _declined(held: Held, crowd: Crowd, link: ConfirmLink | None) -> Declined | None:
    """Return the no that was given by a link and is not overtaken by a yes."""
    if link is None or link.answer is not LinkAnswer.DECLINED or link.answered_at is None:
        return None
    if held.kickoff.state is not KickoffState.SUBMITTED:
        return None
    by = name_in(crowd, link.answered_by).removesuffix(UNVERIFIED)
    return Declined(by, link.role or "", link.answered_at, link.reason or "")
