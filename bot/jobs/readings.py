"""Readings the clock sees to: those counted from the opportunities, and asking for the rest."""

from datetime import datetime
from uuid import UUID

from bot.flows.goals import opportunity_readings, reading_asks
from storage.database import Transaction


def count_opportunities(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Give the counted goals their readings; return how many are new."""
    with transaction() as session:
        return opportunity_readings.count(session, workspace_id=workspace_id, now=now)


def ask_for_readings(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Ask for numbers that are missing, with the next daily messages; return how many asks."""
    with transaction() as session:
        return reading_asks.ask(session, workspace_id=workspace_id, now=now)
