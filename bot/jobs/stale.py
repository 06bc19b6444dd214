"""Letting go of what is too old to be sent, as the clock starts it."""

from datetime import datetime
from uuid import UUID

from bot.flows.nudges import stale
from storage.database import Transaction


def let_go_of_stale(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Skip what waits and is too old by now; return how many messages."""
    with transaction() as session:
        return stale.let_go(session, workspace_id=workspace_id, now=now)
