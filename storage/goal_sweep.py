"""All of a workspace's goals at once, as columns: what the sweep judges, and what it keeps."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, type_coerce, update
from sqlalchemy.types import NullType
from sqlmodel import Session, col

from bot.rules.pace import Band
from storage import tables
from storage.goals import Goal, GoalState, Reading

BATCH = 1000
RawId = UUID | str


class ThinGoal(NamedTuple):
    """What a goal is judged by; ids as the driver gives them, because most are never used."""

    id: RawId
    partner_id: RawId
    owner_id: RawId | None
    baseline: Decimal
    target: Decimal
    start_on: date
    due_on: date
    unit: str
    curve: str
    guardrail: str | None
    rhythm: str
    agreed_theirs_on: date | None
    newest_value: Decimal | None
    newest_as_of: date | None
    band: Band | None


class SweptGoal(NamedTuple):
    """What a goal is judged by, and what is said of it."""

    id: UUID
    partner_id: UUID
    owner_id: UUID | None
    baseline: Decimal
    target: Decimal
    start_on: date
    due_on: date
    unit: str
    curve: str
    guardrail: str | None
    rhythm: str
    agreed_theirs_on: date | None
    newest_value: Decimal | None
    newest_as_of: date | None
    band: Band | None
    metric: str
    newest_source: str | None
    confidence: int | None
    confidence_reason: str | None


Judged = ThinGoal | SweptGoal


class Banded(NamedTuple):
    """What the sweep keeps of one goal."""

    goal_id: UUID
    band: Band
    since: date


_COLUMNS = [getattr(Goal, name) for name in SweptGoal._fields]
_GOAL = tables.metadata.tables[str(Goal.__tablename__)]
_IDS = {"id", "partner_id", "owner_id"}
# Making a UUID costs as much as judging a goal.
_THIN = [
    type_coerce(_GOAL.c[name], NullType) if name in _IDS else _GOAL.c[name]
    for name in ThinGoal._fields
]


def active(session: Session, *, workspace_id: UUID) -> Iterator[ThinGoal]:
    """Yield every goal that is judged, those of one partner together; memory stays flat."""
    session.flush()
    statement = (
        select(*_THIN)
        .where(_GOAL.c.workspace_id == workspace_id, _GOAL.c.state == GoalState.ACTIVE)
        .order_by(_GOAL.c.partner_id)
    )
    for batch in session.execute(statement, execution_options={"yield_per": BATCH}).partitions():
        yield from map(ThinGoal._make, batch)


def uuid_of(raw: RawId) -> UUID:
    """Return the id behind what the driver gave."""
    return raw if isinstance(raw, UUID) else UUID(raw)


def of_ids(session: Session, *, workspace_id: UUID, goal_ids: Sequence[UUID]) -> list[SweptGoal]:
    """Return these goals, whatever their state."""
    statement = select(*_COLUMNS).where(
        col(Goal.workspace_id) == workspace_id, col(Goal.id).in_(goal_ids)
    )
    return [SweptGoal._make(row) for row in session.execute(statement)]


def newest_readings(session: Session, *, goal_id: UUID, count: int) -> list[tuple[Decimal, date]]:
    """Return the value and day of a goal's newest standing readings, oldest first."""
    statement = (
        select(col(Reading.value), col(Reading.as_of))
        .where(col(Reading.goal_id) == goal_id, col(Reading.superseded_by).is_(None))
        .order_by(col(Reading.as_of).desc(), col(Reading.recorded_at).desc())
        .limit(count)
    )
    return [(row.value, row.as_of) for row in reversed(session.execute(statement).all())]


def keep_bands(session: Session, bands: Sequence[Banded]) -> None:
    """Write each goal's band on its row, those of one band and day together."""
    if not bands:
        return
    session.flush()
    alike: dict[tuple[Band, date], list[UUID]] = {}
    for one in bands:
        alike.setdefault((one.band, one.since), []).append(one.goal_id)
    for (band, since), goal_ids in alike.items():
        for start in range(0, len(goal_ids), BATCH):
            chosen = _GOAL.c.id.in_(goal_ids[start : start + BATCH])
            session.connection().execute(
                update(_GOAL).where(chosen).values(band=band, band_since=since)
            )
