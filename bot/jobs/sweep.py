"""The sweep of all goals, as the clock starts it."""

from datetime import datetime
from uuid import UUID

from bot.flows import pace_sweep
from storage.database import Transaction


def sweep_goals(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Judge the workspace's goals and write what slipped; return how many nudges arose.

    A second run at the same instant adds nothing.
    """
    with transaction() as session:
        return pace_sweep.sweep(session, workspace_id=workspace_id, now=now)
