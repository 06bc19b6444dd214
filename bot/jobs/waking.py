"""Parked partners, woken as the clock finds their day come or something that happened since."""

from datetime import datetime, timedelta
from uuid import UUID

from bot.flows.health import waking
from storage import parked
from storage.database import Transaction

ONE_DAY = timedelta(days=1)  # what is UTC's tomorrow is somebody's today


def wake_parked(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Wake the partners whose time has come, and let their owners know; return how many.

    Each has a transaction of its own: all that is a partner's is held while it is moved.
    """
    with transaction() as session:
        found = parked.to_wake(session, workspace_id=workspace_id, by=now.date() + ONE_DAY)
    woken = 0
    for partner_id in found:
        with transaction() as session:
            woken += waking.wake(session, workspace_id=workspace_id, partner_id=partner_id, now=now)
    return woken
