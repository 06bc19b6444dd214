"""All of a workspace's goals at once, as columns: what the sweep judges, and what it keeps."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select, type_coerce, update
from sqlalchemy.types import NullType
from sqlmodel import Session, col

from bot.rules.pace import Band
from storage import tables
from storage.columns import AT_ONCE
from storage.goals import Goal, GoalState, Reading

BATCH = 2000
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
    band_since: date | None


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


class Look(NamedTuple):
    """What the sweep keeps of one goal; each is a column of it but for ``goal_id``."""

    goal_id: RawId
    judge_at: datetime
    stale_on: date | None
    read_band: Band | None  # None: it cannot be judged at all
    reached: int | None
    band: Band | None
    band_since: date | None


_COLUMNS = [getattr(Goal, name) for name in SweptGoal._fields]
_GOAL = tables.metadata.tables[str(Goal.__tablename__)]
_IDS = {"id", "partner_id", "owner_id"}
# Making a UUID costs as much as judging a goal.
_THIN = [
    type_coerce(_GOAL.c[name], NullType) if name in _IDS else _GOAL.c[name]
    for name in ThinGoal._fields
]
_PARTNER = type_coerce(_GOAL.c.partner_id, NullType)
_OF_ID = update(_GOAL).where(
    type_coerce(_GOAL.c.id, NullType) == bindparam("goal_id", type_=NullType())
)
_KEEP = _OF_ID.values({name: bindparam(name) for name in Look._fields if name != "goal_id"})
_KEEP_READ = _OF_ID.values(read_band=bindparam("read_band"), reached=bindparam("reached"))


def due(
    session: Session, *, workspace_id: UUID, now: datetime, also: Collection[UUID] = ()
) -> tuple[list[ThinGoal], bool]:
    """Return goals to be judged by ``now``, and ``also`` these, and whether there may be more.

    Those of one partner come together. On PostgreSQL they are locked; what somebody is changing
    at this moment is left for the next time.
    """
    session.flush()
    mine = (_GOAL.c.workspace_id == workspace_id, _GOAL.c.state == GoalState.ACTIVE)
    is_due = _GOAL.c.judge_at <= now
    first = session.execute(
        select(_PARTNER).where(*mine, is_due).order_by(_GOAL.c.judge_at).limit(BATCH)
    ).all()
    partner_ids = {uuid_of(row[0]) for row in first}
    its = _GOAL.c.partner_id.in_(partner_ids) & is_due
    rows = session.execute(
        select(*_THIN)
        .where(*mine, its | _GOAL.c.id.in_(also) if also else its)
        .order_by(_GOAL.c.partner_id)
        .with_for_update(key_share=True, skip_locked=True)
    )
    goals = list(map(ThinGoal._make, rows))
    return goals, bool(goals) and len(first) == BATCH


def unjudged(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID]
) -> list[ThinGoal]:
    """Return the partners' goals whose newest number was not judged since something changed."""
    session.flush()
    rows = session.execute(
        select(*_THIN)
        .where(
            _GOAL.c.workspace_id == workspace_id,
            _GOAL.c.state == GoalState.ACTIVE,
            _GOAL.c.partner_id.in_(partner_ids),
            or_(_GOAL.c.judge_at <= AT_ONCE, _GOAL.c.read_band.is_(None)),
        )
        .with_for_update(key_share=True, skip_locked=True)
    )
    return list(map(ThinGoal._make, rows))


def keep_read(session: Session, reads: Sequence[tuple[RawId, Band, int | None]]) -> None:
    """Write down how each goal's newest number was judged; the sweep still looks at it."""
    if reads:
        rows = [dict(zip(("goal_id", "read_band", "reached"), one, strict=True)) for one in reads]
        session.connection().execute(_KEEP_READ, rows)


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


def keep(session: Session, looks: Sequence[Look]) -> None:
    """Write down what the sweep found of each goal, and when it looks again."""
    if looks:
        session.connection().execute(_KEEP, [look._asdict() for look in looks])
