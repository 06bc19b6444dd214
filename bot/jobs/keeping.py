"""Forgetting contacts with partners' people when their time is over."""

from datetime import date, datetime, timedelta
from uuid import UUID

from bot.flows.workspace import limits
from bot.rules.defaults import Limits
from storage import touches
from storage.database import Transaction


def first_kept(now: datetime, its: Limits) -> date:
    """Return the first day, in UTC, whose contacts are still kept."""
    return now.date() - timedelta(days=its.touch_days)


def forget_touches(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Delete the contacts whose time is over; return how many."""
    with transaction() as session:
        its = limits.of(session, workspace_id)
        return touches.forget(session, workspace_id=workspace_id, day=first_kept(now, its))
