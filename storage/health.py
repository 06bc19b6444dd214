"""Health snapshots: one a day a partner, with every point explained."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint, func
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, SQLModel, col, select

from bot.rules.stages import Stage
from storage.columns import Json, Scoped
from storage.partners import Partner
from storage.upsert import insert_into


class HealthSnapshot(Scoped, table=True):
    """A partner's health on one date; ``explained`` holds what was measured, and the proposal."""

    __table_args__ = (UniqueConstraint("partner_id", "taken_on"),)

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    taken_on: date
    score: int | None = None  # None: unknown
    band: str  # bot.rules.health.HealthBand
    explained: Json = Field(default_factory=dict, sa_type=JSON)
    taken_at: datetime


class PartnerBand(NamedTuple):
    """A partner with the newest of its snapshots; None where there is none."""

    partner_id: UUID
    partner: str
    stage: Stage
    score: int | None
    band: str | None


# Before a signature there is nothing to be healthy; parked and ended ones are left in peace.
SCORED_STAGES = (Stage.SIGNED, Stage.ACTIVATING, Stage.ACTIVE, Stage.AT_RISK)


def without_snapshot(
    session: Session, *, workspace_id: UUID, on: date, after: UUID | None, limit: int
) -> list[UUID]:
    """Return partners, by id, whose health was not looked at on that date."""
    taken = select(HealthSnapshot.id).where(
        col(HealthSnapshot.partner_id) == col(Partner.id), col(HealthSnapshot.taken_on) == on
    )
    statement = (
        select(Partner.id)
        .where(
            col(Partner.workspace_id) == workspace_id,
            col(Partner.stage).in_(SCORED_STAGES),
            ~taken.exists(),
        )
        .order_by(col(Partner.id))
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(col(Partner.id) > after)
    return list(session.exec(statement))


def keep(session: Session, snapshots: Sequence[dict[str, Any]]) -> None:
    """Write down the day's snapshots; one of the same day and partner is replaced."""
    if not snapshots:
        return
    table = SQLModel.metadata.tables[str(HealthSnapshot.__tablename__)]
    connection = session.connection()
    insert = insert_into(connection.dialect.name, table)
    replaced = {name: insert.excluded[name] for name in ("score", "band", "explained", "taken_at")}
    connection.execute(
        insert.on_conflict_do_update(index_elements=["partner_id", "taken_on"], set_=replaced),
        list(snapshots),
    )


def of_day(
    session: Session, *, workspace_id: UUID, partner_id: UUID, on: date
) -> HealthSnapshot | None:
    """Return the partner's snapshot of a date."""
    return session.exec(
        select(HealthSnapshot).where(
            col(HealthSnapshot.workspace_id) == workspace_id,
            col(HealthSnapshot.partner_id) == partner_id,
            col(HealthSnapshot.taken_on) == on,
        )
    ).one_or_none()


def newest_before(
    session: Session, *, workspace_id: UUID, partner_id: UUID, on: date
) -> HealthSnapshot | None:
    """Return the partner's newest snapshot from before a date."""
    return session.exec(
        select(HealthSnapshot)
        .where(
            col(HealthSnapshot.workspace_id) == workspace_id,
            col(HealthSnapshot.partner_id) == partner_id,
            col(HealthSnapshot.taken_on) < on,
        )
        .order_by(col(HealthSnapshot.taken_on).desc())
        .limit(1)
    ).one_or_none()


def of_id(
    session: Session, *, workspace_id: UUID, snapshot_id: UUID | None
) -> HealthSnapshot | None:
    """Return the snapshot with that id."""
    return session.exec(
        select(HealthSnapshot).where(
            col(HealthSnapshot.workspace_id) == workspace_id,
            col(HealthSnapshot.id) == snapshot_id,
        )
    ).one_or_none()


def bands_of_owner(
    session: Session, *, workspace_id: UUID, owner_id: UUID, since: date, limit: int
) -> list[PartnerBand]:
    """Return the partners a person owns with their newest snapshot since a date, worst first."""
    newest = (
        select_columns(
            col(HealthSnapshot.partner_id), func.max(col(HealthSnapshot.taken_on)).label("taken_on")
        )
        .where(
            col(HealthSnapshot.workspace_id) == workspace_id,
            col(HealthSnapshot.taken_on) >= since,
        )
        .group_by(col(HealthSnapshot.partner_id))
        .subquery()
    )
    rows = session.execute(
        select_columns(
            col(Partner.id),
            col(Partner.name),
            col(Partner.stage),
            col(HealthSnapshot.score),
            col(HealthSnapshot.band),
        )
        .outerjoin(newest, newest.c.partner_id == col(Partner.id))
        .outerjoin(
            HealthSnapshot,
            (col(HealthSnapshot.partner_id) == newest.c.partner_id)
            & (col(HealthSnapshot.taken_on) == newest.c.taken_on),
        )
        .where(
            col(Partner.workspace_id) == workspace_id,
            col(Partner.owner_id) == owner_id,
            col(Partner.stage) != Stage.ENDED,
        )
        .order_by(func.coalesce(col(HealthSnapshot.score), 101), col(Partner.name))
        .limit(limit)
    )
    return [PartnerBand(*row) for row in rows]
