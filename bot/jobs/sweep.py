"""The sweep of all goals, as the clock starts it."""

from datetime import datetime
from uuid import UUID

from bot.flows.goals import sweep as pace_sweep
from storage.database import Transaction


def sweep_goals(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Judge the goals whose time has come and write what slipped; return how many nudges arose.

    Each batch is a transaction of its own, so memory stays flat and others get to write. A
    second run at the same instant adds nothing.
    """
    raised, more = 0, True
    while more:
        with transaction() as session:
            nudges, more = pace_sweep.sweep(session, workspace_id=workspace_id, now=now)
        raised += nudges
    return raised
