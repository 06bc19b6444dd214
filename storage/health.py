"""Health snapshots: one a day a partner, with every point explained."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from storage.columns import Json, Scoped


class HealthSnapshot(Scoped, table=True):
    """A partner's health on one date; ``explained`` holds components, caps and the action."""

    __table_args__ = (UniqueConstraint("partner_id", "taken_on"),)

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    taken_on: date
    score: int | None = None  # None: unknown
    band: str  # bot.rules.health.HealthBand
    explained: Json = Field(default_factory=dict, sa_type=JSON)
    taken_at: datetime
