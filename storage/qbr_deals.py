"""The deals on a QBR's page: one partner's pipeline."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, or_, select

from storage.columns import ExactDecimal
from storage.opportunities import Attribution, Opportunity, OpportunityStage

_OPEN_STAGES = (OpportunityStage.PROSPECTING, OpportunityStage.ENGAGING)


class PipelineRow(NamedTuple):
    """Deals of one attribution, stage and currency; ``amount`` is of those with a value."""

    attribution: Attribution
    stage: OpportunityStage
    currency: str
    deals: int
    unvalued: int
    amount: Decimal


def pipeline(
    session: Session, *, workspace_id: UUID, partner_id: UUID, since: date
) -> list[PipelineRow]:
    """Return open deals, and those won from ``since`` on, counted and summed by currency."""
    rows = session.execute(
        select_columns(
            col(Opportunity.attribution),
            col(Opportunity.stage),
            col(Opportunity.currency),
            func.count(),
            func.count() - func.count(col(Opportunity.amount)),
            func.sum(col(Opportunity.amount), type_=ExactDecimal),
        )
        .where(
            *_deals_of(workspace_id, partner_id),
            or_(
                col(Opportunity.stage).in_(_OPEN_STAGES),
                (col(Opportunity.stage) == OpportunityStage.WON)
                & (col(Opportunity.closed_on) >= since),
            ),
        )
        .group_by(col(Opportunity.attribution), col(Opportunity.stage), col(Opportunity.currency))
    )
    return [PipelineRow._make([*each, amount or Decimal(0)]) for *each, amount in rows]


def top_open_deals(
    session: Session, *, workspace_id: UUID, partner_id: UUID, limit: int
) -> list[Opportunity]:
    """Return the open deals of most value; those of unknown value come last."""
    return list(
        session.exec(
            select(Opportunity)
            .where(*_deals_of(workspace_id, partner_id), col(Opportunity.stage).in_(_OPEN_STAGES))
            .order_by(func.coalesce(col(Opportunity.amount), 0).desc(), col(Opportunity.id))
            .limit(limit)
        )
    )


def _deals_of(workspace_id: UUID, partner_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Opportunity.workspace_id) == workspace_id,
        col(Opportunity.partner_id) == partner_id,
    )
