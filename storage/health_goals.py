"""The goals health is scored from, for many partners at once; ids as the driver gives them."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlalchemy import type_coerce
from sqlalchemy.types import NullType
from sqlmodel import Session, col

from storage import tables
from storage.columns import DECIMAL_PLACES
from storage.goal_sweep import BATCH, RawId
from storage.goals import Goal, GoalState, Reading


class GoalRow(NamedTuple):
    """A judged goal with its newest reading."""

    id: RawId
    partner_id: RawId
    baseline: Decimal
    target: Decimal
    newest_value: Decimal | None
    unit: str
    start_on: date
    due_on: date
    curve: str
    guardrail: str | None
    rhythm: str
    newest_as_of: date | None
    newest_source: str | None


class ReadingRow(NamedTuple):
    """One value of a goal."""

    goal_id: RawId
    value: Decimal
    as_of: date


def goals(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], since: date
) -> Iterator[GoalRow]:
    """Yield the goals both sides agreed to that are judged, or were due from ``since`` on."""
    goal = _GOAL.c
    rows = session.execute(
        select_columns(*_GOAL_COLUMNS).where(
            goal.workspace_id == workspace_id,
            goal.partner_id.in_(partner_ids),
            goal.state == GoalState.ACTIVE,
            goal.agreed_ours_on.is_not(None),
            goal.agreed_theirs_on.is_not(None),
            goal.due_on >= since,
        )
    )
    for batch in rows.partitions(BATCH):
        for of, partner, base, aim, value, *rest in batch:
            newest = None if value is None else _exact(value)
            yield GoalRow(of, partner, _exact(base), _exact(aim), newest, *rest)


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


@lru_cache(maxsize=8192)
def _exact(scaled: int) -> Decimal:
    """Return the decimal behind what the driver gave; goals share their round numbers."""
    return Decimal(scaled).scaleb(-DECIMAL_PLACES)


_GOAL = tables.metadata.tables[str(Goal.__tablename__)]
_AS_GIVEN = {"id", "partner_id", "baseline", "target", "newest_value"}
_GOAL_COLUMNS = [
    type_coerce(_GOAL.c[name], NullType) if name in _AS_GIVEN else _GOAL.c[name]
    for name in GoalRow._fields
]
