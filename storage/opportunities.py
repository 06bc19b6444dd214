"""Opportunities: the joint pipeline, as imported or typed."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.columns import ExactDecimal, Scoped, words


class Attribution(StrEnum):
    """How a partner took part; sourced and influenced are never added together."""

    SOURCED = "sourced"
    INFLUENCED = "influenced"


class OpportunityStage(StrEnum):
    """Where a deal stands."""

    PROSPECTING = "prospecting"
    ENGAGING = "engaging"
    WON = "won"
    LOST = "lost"


class Opportunity(Scoped, table=True):
    """One deal with or through a partner."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "source", "source_ref"),
        Index("ix_opportunity_partner_id_closed_on", "partner_id", "closed_on"),
        Index("ix_opportunity_partner_id_engaged_on", "partner_id", "engaged_on"),
    )

    partner_id: UUID = Field(foreign_key="partner.id")
    account: str | None = None  # the customer, where the file names one
    product: str | None = None
    owner_id: UUID | None = Field(default=None, foreign_key="person.id")
    attribution: Attribution = Field(default=Attribution.SOURCED, sa_type=words(Attribution))
    stage: OpportunityStage = Field(sa_type=words(OpportunityStage))
    engaged_on: date | None = None
    closed_on: date | None = None  # None while open
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal)  # None: not known
    currency: str
    source: str  # the file's kind, e.g. "crm"
    source_ref: str  # the deal's id there
    recorded_at: datetime
