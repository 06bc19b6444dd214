"""What people who are gone left behind, as the clock starts it."""

from datetime import datetime
from uuid import UUID

from bot.flows.people import departures
from storage.database import Transaction


def hand_over_what_is_left(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Give what people who are gone still owned to somebody here; return how many things."""
    with transaction() as session:
        return departures.hand_over(session, workspace_id=workspace_id, now=now)
