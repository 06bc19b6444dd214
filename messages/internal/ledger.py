"""What only we read about the ledger."""

from collections.abc import Sequence

from messages.audience import Block, InternalMessage
from messages.shared import ledger as shared


def settled(outcome: str, below: Sequence[Block] = ()) -> InternalMessage:
    """Say in place of a question how it was answered."""
    said = shared.settled(outcome, below)
    return InternalMessage(text=said.text, blocks=said.blocks)
