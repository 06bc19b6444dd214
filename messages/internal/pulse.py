"""What only we read of the pulse."""

from bot.rules.pulse import SCORES
from messages.audience import InternalMessage
from messages.parts import section
from messages.render import render


def answered(who: str, partner: str, *, score: int, word: str) -> InternalMessage:
    """Tell our owner what one of the partner's people answered."""
    said = SCORES[score].lower()
    text = render("pulse_answered", who=who, partner=partner, score=score, said=said, word=word)
    return InternalMessage(text=text, blocks=[section(text)])
