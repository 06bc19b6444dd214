"""The weekly reminder and the quarter's question in shared channels, as the clock starts them."""

from datetime import datetime
from uuid import UUID

from bot.flows.partners import pulse_asking
from bot.flows.partners import week as partner_week
from storage.database import Transaction


def remind_partners(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Write what is due to partners who agreed to it; return how many messages."""
    with transaction() as session:
        # One message a week: what is late goes first, and then the question gets its turn.
        done = pulse_asking.ask_due(session, workspace_id=workspace_id, now=now, only_reminded=True)
        done += partner_week.remind(session, workspace_id=workspace_id, now=now)
        return done + pulse_asking.ask_due(session, workspace_id=workspace_id, now=now)
