"""All of a workspace's goals at once, as columns: what the sweep judges, and what it keeps."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, SQLModel, col

from bot.rules.pace import Band
from storage.goals import Goal, GoalState, Reading

BATCH = 1000


class SweptGoal(NamedTuple):
    """The columns a goal is judged by."""

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


class Banded(NamedTuple):
    """What the sweep keeps of one goal."""

    goal_id: UUID
    band: Band
    since: date
    better_readings: int


_COLUMNS = [getattr(Goal, name) for name in SweptGoal._fields]


def active(session: Session, *, workspace_id: UUID) -> Iterator[SweptGoal]:
    """Yield every goal that is judged, those of one partner together; memory stays flat."""
    statement = (
        select(*_COLUMNS)
        .where(col(Goal.workspace_id) == workspace_id, col(Goal.state) == GoalState.ACTIVE)
        .order_by(col(Goal.partner_id))
    )
    for batch in session.execute(statement, execution_options={"yield_per": BATCH}).partitions():
        yield from map(SweptGoal._make, batch)


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
    """Write each goal's band on its row."""
    if not bands:
        return
    session.flush()
    table = SQLModel.metadata.tables[str(Goal.__tablename__)]
    statement = (
        update(table)
        .where(table.c.id == bindparam("goal"))
        .values(
            band=bindparam("new_band"),
            band_since=bindparam("since"),
            better_readings=bindparam("better"),
        )
    )
    rows = [
        {
            "goal": one.goal_id,
            "new_band": one.band,
            "since": one.since,
            "better": one.better_readings,
        }
        for one in bands
    ]
    session.connection().execute(statement, rows)
