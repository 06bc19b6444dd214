"""The portfolio: every partner with its pipeline and its numbers off pace, counted."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from bot.rules.pace import Band
from bot.rules.stages import Stage
from storage.goals import Goal, GoalState
from storage.opportunities import Opportunity, OpportunityStage
from storage.partners import Partner

_CLOSED = (OpportunityStage.WON, OpportunityStage.LOST)


class PartnerCount(NamedTuple):
    """One partner with its deals ever, its open deals, and its goals in a bad band."""

    id: UUID
    name: str
    stage: Stage
    owner_id: UUID | None
    signed_on: date | None
    deals: int
    open_deals: int
    off_pace: int
    wake_on: date | None


def counts(
    session: Session, *, workspace_id: UUID, off_pace: Collection[Band]
) -> list[PartnerCount]:
    """Return every partner counted, in one statement."""
    is_open = case((col(Opportunity.stage).in_(_CLOSED), 0), else_=1)
    deals = (
        select(
            col(Opportunity.partner_id),
            func.count().label("deals"),
            func.sum(is_open).label("open_deals"),
        )
        .where(col(Opportunity.workspace_id) == workspace_id)
        .group_by(col(Opportunity.partner_id))
        .subquery()
    )
    slipping = (
        select(col(Goal.partner_id), func.count().label("off_pace"))
        .where(
            col(Goal.workspace_id) == workspace_id,
            col(Goal.state) == GoalState.ACTIVE,
            col(Goal.band).in_(off_pace),
        )
        .group_by(col(Goal.partner_id))
        .subquery()
    )
    statement = (
        select(
            col(Partner.id),
            col(Partner.name),
            col(Partner.stage),
            col(Partner.owner_id),
            col(Partner.signed_on),
            func.coalesce(deals.c.deals, 0),
            func.coalesce(deals.c.open_deals, 0),
            func.coalesce(slipping.c.off_pace, 0),
            col(Partner.wake_on),
        )
        .outerjoin(deals, deals.c.partner_id == col(Partner.id))
        .outerjoin(slipping, slipping.c.partner_id == col(Partner.id))
        .where(col(Partner.workspace_id) == workspace_id)
    )
    return [PartnerCount(*row) for row in session.execute(statement)]


def has_pipeline(session: Session, *, workspace_id: UUID, partner_id: UUID) -> bool:
    """Say whether the partner ever had an opportunity."""
    statement = (
        select(col(Opportunity.id))
        .where(
            col(Opportunity.workspace_id) == workspace_id,
            col(Opportunity.partner_id) == partner_id,
        )
        .limit(1)
    )
    return session.execute(statement).first() is not None
