"""The answer to "Why am I getting this?", for the person who asked alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from messages.audience import InternalMessage
from messages.parts import context, section
from messages.render import cut, render

LONGEST_TEXT = 3500


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said before: on which day, to whom, and how it was answered."""

    on: date
    to: str | None
    about: str
    answer: str | None = None
    not_sent: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """The rule a message went out by, the facts then, and what was said before."""

    rule: str
    facts: str
    sent_at: datetime
    history: Sequence[Said]


def why(reasons: Why) -> InternalMessage:
    """Return the rule, the facts and the history."""
    text = render("why", why=reasons)
    shown = cut(text, LONGEST_TEXT)
    return InternalMessage(text=shown, blocks=[section(text), context(render("why_help"))])


def why_unknown() -> InternalMessage:
    """Say that the message is not known any more."""
    text = render("why_unknown")
    return InternalMessage(text=text, blocks=[section(text)])
