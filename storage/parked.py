"""Parked partners who may wake: their day has come, or something happened since."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_
from sqlmodel import Session, col, select

from bot.rules.stages import Stage
from storage.opportunities import Opportunity
from storage.partners import Partner, Touch


def to_wake(session: Session, *, workspace_id: UUID, by: date) -> list[UUID]:
    """Return the workspace's parked partners who may wake by a day."""
    statement = (
        select(Partner.id)
        .where(col(Partner.workspace_id) == workspace_id, *may_wake(by))
        .order_by(col(Partner.id))
    )
    return list(session.exec(statement))


def may_wake(by: date | ColumnElement[date]) -> tuple[ColumnElement[bool], ...]:
    """Return what holds of a partner that is parked and may wake by a day."""
    since = col(Partner.parked_on)
    dates = (
        (Touch, col(Touch.happened_on)),
        (Opportunity, col(Opportunity.engaged_on)),
        (Opportunity, col(Opportunity.closed_on)),
    )
    happened = (
        exists().where(col(table.partner_id) == col(Partner.id), day > since, day <= by)
        for table, day in dates
    )
    return (col(Partner.stage) == Stage.DORMANT, or_(col(Partner.wake_on) <= by, *happened))
