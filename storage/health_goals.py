"""What the judged goals add up to for each partner's health; ids as the driver gives them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, func, or_, type_coerce
from sqlalchemy import select as select_columns
from sqlalchemy.types import NullType
from sqlmodel import Session, col

from bot.rules.pace import Band
from storage.goal_sweep import RawId
from storage.goals import Goal, GoalState, Reading
from storage.partners import Partner

BY_HAND = "by hand"


class ReachedRow(NamedTuple):
    """How much of what was expected a partner's numbers of one source and age reached."""

    partner_id: RawId
    is_dark: bool  # too old to say anything
    source: str
    times: int
    total: int  # of storage.goals.WHOLE each
    oldest_on: date | None


class HeadlineRow(NamedTuple):
    """The one number shown first, where both sides agreed to it."""

    partner_id: RawId
    goal_id: RawId
    band: Band | None  # of its newest reading
    is_dark: bool


class ReadingRow(NamedTuple):
    """One value of a goal."""

    goal_id: RawId
    value: Decimal
    as_of: date


def reached(
    session: Session,
    *,
    workspace_id: UUID,
    partner_ids: Sequence[UUID],
    since: date,
    dark_before: Mapping[str, date],
) -> list[ReachedRow]:
    """Add up what the agreed goals reached that were due from ``since`` on.

    A reading from before the day of its rhythm in ``dark_before`` is too old.
    """
    source = func.coalesce(col(Goal.newest_source), BY_HAND)
    is_dark = _is_dark(dark_before)
    kinds = (type_coerce(col(Goal.partner_id), NullType), is_dark, source)
    rows = session.execute(
        select_columns(
            *kinds, func.count(), func.sum(col(Goal.reached)), func.min(col(Goal.newest_as_of))
        )
        .where(
            *_agreed(workspace_id, since),
            col(Goal.partner_id).in_(partner_ids),
            col(Goal.reached).is_not(None),
        )
        .group_by(*kinds)
    )
    return list(map(ReachedRow._make, rows))


def headlines(
    session: Session,
    *,
    workspace_id: UUID,
    partner_ids: Sequence[UUID],
    since: date,
    dark_before: Mapping[str, date],
) -> list[HeadlineRow]:
    """Return each partner's headline goal, if it is one of those that count."""
    rows = session.execute(
        select_columns(
            type_coerce(col(Partner.id), NullType).label("partner_id"),
            type_coerce(col(Goal.id), NullType).label("goal_id"),
            col(Goal.read_band),
            _is_dark(dark_before),
        )
        .join(Goal, col(Goal.id) == col(Partner.headline_goal_id))
        .where(
            *_agreed(workspace_id, since),
            col(Partner.id).in_(partner_ids),
            col(Goal.partner_id) == col(Partner.id),
        )
    )
    return list(map(HeadlineRow._make, rows))


def readings(session: Session, *, workspace_id: UUID, goal_ids: Sequence[UUID]) -> list[ReadingRow]:
    """Return the goals' readings that stand, newest first."""
    rows = session.execute(
        select_columns(
            type_coerce(col(Reading.goal_id), NullType), col(Reading.value), col(Reading.as_of)
        )
        .where(
            col(Reading.workspace_id) == workspace_id,
            col(Reading.goal_id).in_(goal_ids),
            col(Reading.superseded_by).is_(None),
        )
        .order_by(col(Reading.as_of).desc(), col(Reading.id).desc())
    )
    return list(map(ReadingRow._make, rows))


def _agreed(workspace_id: UUID, since: date) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a goal count: judged, agreed by both, and not long over."""
    return (
        col(Goal.workspace_id) == workspace_id,
        col(Goal.state) == GoalState.ACTIVE,
        col(Goal.agreed_ours_on).is_not(None),
        col(Goal.agreed_theirs_on).is_not(None),
        col(Goal.due_on) >= since,
    )


def _is_dark(dark_before: Mapping[str, date]) -> ColumnElement[bool]:
    old = (
        and_(col(Goal.rhythm) == rhythm, col(Goal.newest_as_of) < day)
        for rhythm, day in dark_before.items()
    )
    return case((or_(false(), *old), True), else_=False)
