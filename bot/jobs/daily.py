"""The daily messages, as the clock starts them."""

from datetime import datetime
from uuid import UUID

from bot.flows.daily import message as daily
from storage.database import Transaction


def send_daily(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Write the daily message of everybody whose morning it is; return how many."""
    with transaction() as session:
        return daily.send(session, workspace_id=workspace_id, now=now)
