"""What health is scored from, for many partners in a few statements.

Ids are as the driver gives them: making a UUID costs as much as judging a goal.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, ScalarSelect, false, func, type_coerce, union
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
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
    wake_on: date | None
    headline_goal_id: RawId | None
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
    rows = session.execute(
        select_columns(
            type_coerce(col(Partner.id), NullType),
            col(Partner.stage),
            col(Partner.signed_on),
            col(Partner.wake_on),
            type_coerce(col(Partner.headline_goal_id), NullType),
            _last(Touch, col(Touch.happened_on)),
            _last(Opportunity, engaged, engaged <= until),
            _last(Opportunity, closed, closed <= until),
            _any(Opportunity),
            _any(Kickoff, state != KickoffState.DRAFT),
            _any(Kickoff, state == KickoffState.CONFIRMED),
        )
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


def _last(
    table: type[Touch | Opportunity], day: Mapped[date | None], *which: ColumnElement[bool]
) -> ScalarSelect[date | None]:
    """Return a subquery for the last day of the partner's rows."""
    return select_columns(func.max(day)).where(*_of_partner(table), *which).scalar_subquery()


def _any(table: type[Opportunity | Kickoff], *which: ColumnElement[bool]) -> Exists:
    """Return whether the partner has such a row."""
    return select_columns(col(table.id)).where(*_of_partner(table), *which).exists()


def _of_partner(table: type[Touch | Opportunity | Kickoff]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(table.workspace_id) == col(Partner.workspace_id),
        col(table.partner_id) == col(Partner.id),
    )
