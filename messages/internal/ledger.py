"""What only we read about the ledger."""

from messages.audience import InternalMessage
from messages.shared import ledger as shared


def settled(outcome: str) -> InternalMessage:
    """Say in place of a question how it was answered."""
    said = shared.settled(outcome)
    return InternalMessage(text=said.text, blocks=said.blocks)
