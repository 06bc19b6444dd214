"""What both sides may read about the ledger."""

from collections.abc import Sequence

from messages.audience import Block, SharedMessage
from messages.parts import section
from messages.render import Safe, cut, escape

LONGEST_TEXT = 3500  # a rewritten message is refused above 4,000 characters


def settled(outcome: str, below: Sequence[Block] = ()) -> SharedMessage:
    """Say in place of a question how it was answered."""
    text = Safe(cut(escape(outcome), LONGEST_TEXT))
    return SharedMessage(text=text, blocks=[section(text), *below])
