"""What both sides may read about the ledger."""

from messages.audience import SharedMessage
from messages.parts import section
from messages.render import Safe, cut, escape

LONGEST_TEXT = 3500  # a rewritten message is refused above 4,000 characters


def settled(outcome: str) -> SharedMessage:
    """Say in place of a question how it was answered."""
    text = Safe(cut(escape(outcome), LONGEST_TEXT))
    return SharedMessage(text=text, blocks=[section(text)])
