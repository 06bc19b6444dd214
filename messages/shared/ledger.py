"""What both sides may read about the ledger."""

from messages.audience import SharedMessage
from messages.parts import section
from messages.render import escape


def settled(outcome: str) -> SharedMessage:
    """Say in place of a question how it was answered."""
    text = escape(outcome)
    return SharedMessage(text=text, blocks=[section(text)])
