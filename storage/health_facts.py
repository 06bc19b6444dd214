"""What health is scored from, for many partners in a few statements.

Ids are as the driver gives them: making a UUID costs as much as judging a goal.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, case, false, func, type_coerce, union
from sqlalchemy import select as select_columns
from sqlalchemy.types import NullType
from sqlmodel import Session, col

from bot.rules.commitments import CommitmentState
from bot.rules.stages import Stage
from storage.commitments import Commitment
from storage.goal_sweep import RawId
from storage.kickoffs import Kickoff, KickoffState
from storage.opportunities import Opportunity
from storage.partners import Partner, Touch
from storage.people import Side


class PartnerRow(NamedTuple):
    """A partner with the last of everything joint; a date of None never came."""

    id: RawId
    stage: Stage
    signed_on: date | None
    parked_on: date | None
    wake_on: date | None
    last_touch_on: date | None
    last_engaged_on: date | None
    last_closed_on: date | None
    had_pipeline: bool
    kickoff_held: bool
    kickoff_confirmed: bool


class PromisesRow(NamedTuple):
    """How many commitments of one partner and side came to the same."""

    partner_id: RawId
    side: Side
    state: CommitmentState
    dropped_by_agreement: bool
    in_time: bool
    times: int


def partners(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], until: date
) -> list[PartnerRow]:
    """Return the partners with those ids, in the order of their ids, as of a day."""
    engaged, closed = col(Opportunity.engaged_on), col(Opportunity.closed_on)
    state = col(Kickoff.state)
    touched, deals, kickoffs = (
        _of_each(Touch, workspace_id, partner_ids, last=func.max(col(Touch.happened_on))),
        _of_each(
            Opportunity,
            workspace_id,
            partner_ids,
            engaged=func.max(case((engaged <= until, engaged))),
            closed=func.max(case((closed <= until, closed))),
        ),
        _of_each(
            Kickoff,
            workspace_id,
            partner_ids,
            held=func.max(case((state != KickoffState.DRAFT, 1), else_=0)),
            confirmed=func.max(case((state == KickoffState.CONFIRMED, 1), else_=0)),
        ),
    )
    rows = session.execute(
        select_columns(
            type_coerce(col(Partner.id), NullType),
            col(Partner.stage),
            col(Partner.signed_on),
            col(Partner.parked_on),
            col(Partner.wake_on),
            touched.c.last,
            deals.c.engaged,
            deals.c.closed,
            deals.c.partner_id.is_not(None),
            func.coalesce(kickoffs.c.held, 0) == 1,
            func.coalesce(kickoffs.c.confirmed, 0) == 1,
        )
        .outerjoin(touched, touched.c.partner_id == col(Partner.id))
        .outerjoin(deals, deals.c.partner_id == col(Partner.id))
        .outerjoin(kickoffs, kickoffs.c.partner_id == col(Partner.id))
        .where(col(Partner.workspace_id) == workspace_id, col(Partner.id).in_(partner_ids))
        .order_by(col(Partner.id))
    )
    return list(map(PartnerRow._make, rows))


def promises(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], since: date, until: date
) -> list[PromisesRow]:
    """Count the accepted commitments that were due from ``since`` on and before ``until``."""
    accepted = col(Commitment.accepted_due_on)
    in_time = func.coalesce(col(Commitment.done_on) <= accepted, false())
    kinds = (
        type_coerce(col(Commitment.partner_id), NullType),
        col(Commitment.side),
        col(Commitment.state),
        col(Commitment.dropped_by_agreement),
        in_time,
    )
    rows = session.execute(
        select_columns(*kinds, func.count())
        .where(
            col(Commitment.workspace_id) == workspace_id,
            col(Commitment.partner_id).in_(partner_ids),
            accepted >= since,
            accepted < until,
        )
        .group_by(*kinds)
    )
    return list(map(PromisesRow._make, rows))


def active_days(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], since: date, until: date
) -> dict[RawId, int]:
    """Return on how many days of [since, until] each partner was touched, or a deal moved."""
    moved = union(
        *(
            select_columns(
                type_coerce(col(table.partner_id), NullType).label("partner_id"), day.label("day")
            ).where(
                col(table.workspace_id) == workspace_id,
                col(table.partner_id).in_(partner_ids),
                day.between(since, until),
            )
            for table, day in (
                (Touch, col(Touch.happened_on)),
                (Opportunity, col(Opportunity.engaged_on)),
                (Opportunity, col(Opportunity.closed_on)),
            )
        )
    ).subquery()
    rows = session.execute(
        select_columns(moved.c.partner_id, func.count()).group_by(moved.c.partner_id)
    )
    return {row[0]: row[1] for row in rows}


def _of_each(
    table: type[Touch | Opportunity | Kickoff],
    workspace_id: UUID,
    partner_ids: Sequence[UUID],
    **columns: ColumnElement[Any],
) -> Subquery:
    """Return what a table's rows come to for each of the partners that has any."""
    named = [column.label(name) for name, column in columns.items()]
    return (
        select_columns(col(table.partner_id), *named)
        .where(col(table.workspace_id) == workspace_id, col(table.partner_id).in_(partner_ids))
        .group_by(col(table.partner_id))
        .subquery()
    )
