"""The ladder of late promises, as the clock starts it."""

from datetime import datetime
from uuid import UUID

from bot.flows import late
from storage.database import Transaction


def climb_ladders(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Take the rung that is due for each late promise; return how many."""
    with transaction() as session:
        return late.climb(session, workspace_id=workspace_id, now=now)
