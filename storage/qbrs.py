"""Quarterly business reviews and where each one stands."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.columns import Scoped


class Qbr(Scoped, table=True):
    """One review with a partner on a date; each step is stamped when it was enqueued."""

    __table_args__ = (UniqueConstraint("partner_id", "held_on"),)

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    held_on: date
    chased_at: datetime | None = None  # 14 days before: missing numbers
    drafted_at: datetime | None = None  # 7 days before: pack to the owner
    posted_at: datetime | None = None  # 1 day before: summary in the channel
    followed_up_at: datetime | None = None  # 1 day after: new commitments
    created_at: datetime
