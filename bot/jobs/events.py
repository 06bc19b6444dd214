"""Forgetting the events that Slack cannot repeat any more."""

from datetime import datetime, timedelta
from uuid import UUID

from storage import events
from storage.database import Transaction

KEPT = timedelta(days=1)  # Slack repeats an event for two hours at most


def forget_events(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Delete what was noted of events a day ago and earlier; return how many."""
    with transaction() as session:
        return events.forget(session, workspace_id=workspace_id, before=now - KEPT)
