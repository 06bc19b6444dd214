"""The ladder of late promises, as the clock starts it."""

from datetime import datetime
from uuid import UUID

from bot.flows.commitments import ladder as late
from storage.database import Transaction


def climb_ladders(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Take the rung that is due for each late promise; return how many.

    Each batch is a transaction of its own, so memory stays flat and others get to write.
    """
    taken, more = 0, True
    while more:
        with transaction() as session:
            rungs, more = late.climb(session, workspace_id=workspace_id, now=now)
        taken += rungs
    return taken
