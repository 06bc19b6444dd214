"""The health of the days before, for many partners at once."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, type_coerce
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlalchemy.types import NullType
from sqlmodel import Session, col, select

from storage.goal_sweep import RawId
from storage.health import HealthSnapshot


class ScoreRow(NamedTuple):
    """A partner's score on one date."""

    partner_id: UUID
    taken_on: date
    score: int | None
    band: str


class KeptRow(NamedTuple):
    """A snapshot as the next one is compared with it."""

    partner_id: RawId
    taken_on: date
    score: int | None
    band: str


def newest_before(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], on: date
) -> dict[RawId, KeptRow]:
    """Return each partner's newest snapshot from before a date."""
    older = aliased(HealthSnapshot)
    newest = (
        select_columns(func.max(col(older.taken_on)))
        .where(col(older.partner_id) == col(HealthSnapshot.partner_id), col(older.taken_on) < on)
        .scalar_subquery()
    )
    rows = session.execute(
        select_columns(
            type_coerce(col(HealthSnapshot.partner_id), NullType),
            col(HealthSnapshot.taken_on),
            col(HealthSnapshot.score),
            col(HealthSnapshot.band),
        ).where(
            col(HealthSnapshot.workspace_id) == workspace_id,
            col(HealthSnapshot.partner_id).in_(partner_ids),
            col(HealthSnapshot.taken_on) == newest,
        )
    )
    return {row[0]: KeptRow._make(row) for row in rows.all()}


def history(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], since: date
) -> list[ScoreRow]:
    """Return the partners' scores from a date on, oldest first."""
    rows = session.execute(
        select_columns(
            col(HealthSnapshot.partner_id),
            col(HealthSnapshot.taken_on),
            col(HealthSnapshot.score),
            col(HealthSnapshot.band),
        )
        .where(
            col(HealthSnapshot.workspace_id) == workspace_id,
            col(HealthSnapshot.partner_id).in_(partner_ids),
            col(HealthSnapshot.taken_on) >= since,
        )
        .order_by(col(HealthSnapshot.taken_on))
    )
    return [ScoreRow(*row) for row in rows]


def partners_of(
    session: Session, *, workspace_id: UUID, snapshot_ids: Sequence[UUID]
) -> list[UUID]:
    """Return whose snapshots these are; an id that was not kept has none."""
    statement = select(HealthSnapshot.partner_id).where(
        col(HealthSnapshot.workspace_id) == workspace_id, col(HealthSnapshot.id).in_(snapshot_ids)
    )
    return list(session.exec(statement))
