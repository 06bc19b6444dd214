"""Reminders around kickoffs, as the clock starts them."""

from datetime import datetime
from uuid import UUID

from bot.flows.kickoff import reminders as kickoff_reminders
from storage.database import Transaction


def remind_of_kickoffs(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Note kickoffs not held, topics due and partners who hold back; return how many."""
    with transaction() as session:
        return kickoff_reminders.note(session, workspace_id=workspace_id, now=now)
