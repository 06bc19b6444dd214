"""Rows of the ledger turned into what a message says of them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.goals.judging import judge_goal
from bot.flows.people.identity import calendar_of
from bot.flows.workspace import limits
from bot.rules.commitments import CommitmentState, is_late, working_days_late
from bot.rules.defaults import Limits
from bot.rules.pace import Band
from bot.rules.working_calendar import WorkingCalendar
from messages.shared.ledger_facts import GoalFacts, PromiseFacts
from storage import partners, people
from storage.commitments import Commitment
from storage.goal_sweep import SweptGoal
from storage.goals import Goal, GoalSide, GoalState
from storage.people import Person, Side

ANY_DAYS = WorkingCalendar("UTC")


def promises(
    session: Session, rows: Iterable[Commitment], *, workspace_id: UUID, now: datetime
) -> list[PromiseFacts]:
    """Return what there is to say of commitments, in their order."""
    rows = list(rows)
    owners = people.of_ids(
        session, workspace_id=workspace_id, person_ids=[row.owner_id for row in rows]
    )
    named = partners.of_ids(
        session, workspace_id=workspace_id, partner_ids={row.partner_id for row in rows}
    )
    return [
        _promise(
            row,
            owner=owners.get(row.owner_id) if row.owner_id else None,
            partner=named[row.partner_id].name,
            now=now,
        )
        for row in rows
    ]


def goals(
    session: Session, rows: Iterable[Goal], *, workspace_id: UUID, now: datetime
) -> list[GoalFacts]:
    """Return what there is to say of goals, in their order."""
    rows = list(rows)
    owners = people.of_ids(
        session, workspace_id=workspace_id, person_ids=[row.owner_id for row in rows]
    )
    named = partners.of_ids(
        session, workspace_id=workspace_id, partner_ids={row.partner_id for row in rows}
    )
    headlines = {partner.headline_goal_id for partner in named.values()}
    its = limits.of(session, workspace_id)
    return [
        _goal(
            row,
            owner=owners.get(row.owner_id) if row.owner_id else None,
            partner=named[row.partner_id].name,
            is_headline=row.id in headlines,
            now=now,
            its=its,
        )
        for row in rows
    ]


def _promise(row: Commitment, *, owner: Person | None, partner: str, now: datetime) -> PromiseFacts:
    calendar = calendar_of(owner) if owner else ANY_DAYS
    today = calendar.local_date(now)
    late = is_late(row.state, row.due_on, today)
    return PromiseFacts(
        id=row.id,
        title=row.title,
        partner=partner,
        is_ours=row.side is Side.OURS,
        owner=owner.name if owner else None,
        due_on=row.due_on,
        state=row.state,
        days_late=working_days_late(row.due_on, today, calendar) if late else 0,
        is_late=late,
        blocked_kind=row.blocked_kind,
        unblocker=row.unblocker,
        test_of_done=row.test_of_done,
        permalink=row.permalink,
        waiting_days=_days(row.created_at, now) if row.state is CommitmentState.PROPOSED else 0,
    )


def _goal(
    row: Goal,
    *,
    owner: Person | None,
    partner: str,
    is_headline: bool,
    now: datetime,
    its: Limits,
) -> GoalFacts:
    calendar = calendar_of(owner) if owner else ANY_DAYS
    swept = SweptGoal._make(getattr(row, name) for name in SweptGoal._fields)
    judged = judge_goal(swept, calendar.local_date(now), calendar, its)
    not_aligned = row.state is GoalState.NOT_ALIGNED
    return GoalFacts(
        id=row.id,
        metric=row.metric,
        partner=partner,
        unit=row.unit,
        target=row.target,
        due_on=row.due_on,
        band=Band.NOT_ALIGNED if not_aligned else judged.band,
        value=row.newest_value,
        as_of=row.newest_as_of,
        source=row.newest_source,
        expected=None if row.ending else judged.expected,
        agreed_ours=row.agreed_ours_on is not None,
        agreed_theirs=row.agreed_theirs_on is not None,
        confidence=row.confidence,
        is_headline=is_headline,
        waiting_days=0 if row.agreed_theirs_on else _days(row.created_at, now),
        ending=row.ending,
        close_reason=row.close_reason,
        closed_at=row.closed_at,
        is_theirs=row.side is GoalSide.THEIRS
        or (owner is not None and owner.partner_id == row.partner_id),
    )


def _days(since: datetime, now: datetime) -> int:
    return max(0, (now - since).days)
