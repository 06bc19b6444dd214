"""What health is scored from, for many partners in a few statements."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from bot.rules.commitments import CommitmentState
from storage.commitments import Commitment
from storage.goals import Goal, GoalState, Reading
from storage.kickoffs import Kickoff, KickoffState
from storage.opportunities import Opportunity
from storage.partners import Partner, Touch
from storage.people import Side


class GoalRow(NamedTuple):
    """A judged goal with its newest reading."""

    id: UUID
    partner_id: UUID
    unit: str
    baseline: Decimal
    target: Decimal
    start_on: date
    due_on: date
    curve: str
    guardrail: str | None
    rhythm: str
    newest_value: Decimal | None
    newest_as_of: date | None
    newest_source: str | None


class PromiseRow(NamedTuple):
    """A commitment that fell due in the window."""

    partner_id: UUID
    side: Side
    state: CommitmentState
    due_on: date
    done_on: date | None
    dropped_by_agreement: bool


class ReadingRow(NamedTuple):
    """One value of a goal."""

    goal_id: UUID
    value: Decimal
    as_of: date


def partners(session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID]) -> list[Partner]:
    """Return the partners with those ids."""
    return list(
        session.exec(
            select(Partner)
            .where(col(Partner.workspace_id) == workspace_id, col(Partner.id).in_(partner_ids))
            .order_by(col(Partner.id))
        )
    )


def goals(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], since: date
) -> list[GoalRow]:
    """Return the goals both sides agreed to that are judged, or were due from ``since`` on."""
    rows = session.execute(
        select_columns(*(col(getattr(Goal, name)) for name in GoalRow._fields)).where(
            col(Goal.workspace_id) == workspace_id,
            col(Goal.partner_id).in_(partner_ids),
            col(Goal.state) == GoalState.ACTIVE,
            col(Goal.agreed_ours_on).is_not(None),
            col(Goal.agreed_theirs_on).is_not(None),
            col(Goal.due_on) >= since,
        )
    )
    return [GoalRow(*row) for row in rows]


def readings(session: Session, *, workspace_id: UUID, goal_ids: Sequence[UUID]) -> list[ReadingRow]:
    """Return the goals' readings that stand, newest first."""
    rows = session.execute(
        select_columns(col(Reading.goal_id), col(Reading.value), col(Reading.as_of))
        .where(
            col(Reading.workspace_id) == workspace_id,
            col(Reading.goal_id).in_(goal_ids),
            col(Reading.superseded_by).is_(None),
        )
        .order_by(col(Reading.as_of).desc(), col(Reading.id).desc())
    )
    return [ReadingRow(*row) for row in rows]


def promises(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], since: date, until: date
) -> list[PromiseRow]:
    """Return the accepted commitments that were due from ``since`` on and before ``until``."""
    rows = session.execute(
        select_columns(
            col(Commitment.partner_id),
            col(Commitment.side),
            col(Commitment.state),
            col(Commitment.accepted_due_on),
            col(Commitment.done_on),
            col(Commitment.dropped_by_agreement),
        ).where(
            col(Commitment.workspace_id) == workspace_id,
            col(Commitment.partner_id).in_(partner_ids),
            col(Commitment.accepted_due_on) >= since,
            col(Commitment.accepted_due_on) < until,
        )
    )
    return [PromiseRow(*row) for row in rows]


def active_days(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], since: date, until: date
) -> dict[UUID, set[date]]:
    """Return on which days of [since, until] each partner was touched, or a deal moved."""
    days: dict[UUID, set[date]] = {}
    for table, day in (
        (Touch, col(Touch.happened_on)),
        (Opportunity, col(Opportunity.engaged_on)),
        (Opportunity, col(Opportunity.closed_on)),
    ):
        rows = session.execute(
            select_columns(col(table.partner_id), day)
            .where(
                col(table.workspace_id) == workspace_id,
                col(table.partner_id).in_(partner_ids),
                day.between(since, until),
            )
            .distinct()
        )
        for partner_id, on in rows:
            if on is not None:
                days.setdefault(partner_id, set()).add(on)
    return days


def last_touches(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID]
) -> dict[UUID, date]:
    """Return the date of each partner's last touch."""
    rows = session.execute(
        select_columns(col(Touch.partner_id), func.max(col(Touch.happened_on)))
        .where(col(Touch.workspace_id) == workspace_id, col(Touch.partner_id).in_(partner_ids))
        .group_by(col(Touch.partner_id))
    )
    return {partner_id: on for partner_id, on in rows if on is not None}


def last_deals(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], until: date
) -> dict[UUID, date | None]:
    """Return, for each partner with any deal ever, the last date one was engaged or closed."""
    engaged, closed = col(Opportunity.engaged_on), col(Opportunity.closed_on)
    rows = session.execute(
        select_columns(
            col(Opportunity.partner_id),
            func.max(engaged).filter(engaged <= until),
            func.max(closed).filter(closed <= until),
        )
        .where(
            col(Opportunity.workspace_id) == workspace_id,
            col(Opportunity.partner_id).in_(partner_ids),
        )
        .group_by(col(Opportunity.partner_id))
    )
    return {row[0]: max(filter(None, row[1:]), default=None) for row in rows}


def kickoffs(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID]
) -> dict[UUID, set[KickoffState]]:
    """Return how far the kickoffs of each partner came."""
    rows = session.execute(
        select_columns(col(Kickoff.partner_id), col(Kickoff.state)).where(
            col(Kickoff.workspace_id) == workspace_id, col(Kickoff.partner_id).in_(partner_ids)
        )
    )
    found: dict[UUID, set[KickoffState]] = {}
    for partner_id, state in rows:
        found.setdefault(partner_id, set()).add(state)
    return found
