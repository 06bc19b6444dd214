"""The steps around each QBR, taken on their days."""

import logging
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from bot.flows.nudges import receivers
from bot.flows.qbr.steps import due_step, take_step
from bot.flows.workspace import limits
from bot.rules.defaults import Limits
from storage import qbrs
from storage.database import Transaction
from storage.partners import Partner
from storage.qbrs import Qbr

log = logging.getLogger(__name__)

DAYS_OFF = 10  # steps move back and on over weekends and holidays, never further than this


def take_steps(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Take every step that is due and was not taken; return how many.

    Each review is a transaction of its own: one that cannot be prepared stops no other.
    """
    due = _due(transaction, workspace_id=workspace_id, now=now)
    return sum(_take(transaction, qbr_id, workspace_id=workspace_id, now=now) for qbr_id in due)


def near_days(today: date, its: Limits) -> tuple[date, date]:
    """Return the first and the last day whose reviews can have a step today."""
    return (
        today - timedelta(days=its.qbr_followup_until_days + DAYS_OFF),
        today + timedelta(days=its.qbr_chase_days + DAYS_OFF),
    )


def _due(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> list[UUID]:
    with transaction() as session:
        first, last = near_days(now.date(), limits.of(session, workspace_id))
        near = qbrs.in_window(session, workspace_id=workspace_id, first=first, last=last)
        if not near:
            return []
        people = receivers.load(session, workspace_id=workspace_id)
        return [
            qbr.id
            for qbr, partner in near
            if due_step(qbr, partner, people=people, now=now) is not None
        ]


def _take(transaction: Transaction, qbr_id: UUID, *, workspace_id: UUID, now: datetime) -> bool:
    try:
        with transaction() as session:
            # Locked: another process that had the same idea finds the step taken.
            qbr = session.get_one(Qbr, qbr_id, with_for_update=True)
            partner = session.get_one(Partner, qbr.partner_id)
            people = receivers.load(session, workspace_id=workspace_id)
            return take_step(session, qbr, partner, people=people, now=now)
    except (ValueError, LookupError, ArithmeticError, RuntimeError, SQLAlchemyError):
        log.exception("a step of a review failed", extra={"qbr": str(qbr_id)})
        return False
