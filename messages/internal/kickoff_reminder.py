"""The direct message about kickoffs: not held yet, a topic due, a partner who holds back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from messages.audience import Block, InternalMessage
from messages.ids import Action
from messages.parts import actions, button, context, section
from messages.render import render

MOST_LINES = 12
_BUTTONS = {
    "kickoff_first": ("Start the kickoff", Action.KICKOFF_START),
    "kickoff_last": ("Start the kickoff", Action.KICKOFF_START),
    "topic_due": ("Settle it", Action.KICKOFF_EDIT_TOPIC),
    "bought_in": ("See the kickoff", Action.KICKOFF_START),
}


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One thing to be reminded of; ``subject_id`` is what its button is about.

    ``due_on`` is a topic's date, or the day a partner signed. ``titles`` are the topics named,
    for a partner who holds back the declined ones, and ``waiting`` those open too long.
    """

    rule: str
    subject_id: UUID
    partner: str
    titles: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    due_on: date | None = None
    is_settled: bool = False


def reminder(lines: Sequence[ReminderLine]) -> InternalMessage:
    """Return the message of at most ``MOST_LINES``; what is settled says so, without a button."""
    shown = [(line, render("kickoff_reminder_line", line=line)) for line in lines[:MOST_LINES]]
    blocks: list[Block] = []
    for line, text in shown:
        blocks.append(section(text))
        if not line.is_settled:
            words, action = _BUTTONS[line.rule]
            press = button(words, action, str(line.subject_id))
            blocks.append(actions(f"kickoff.reminder.{line.rule}.{line.subject_id}", press))
    foot = render("kickoff_reminder_foot")
    blocks.append(context(foot))
    text = shown[0][1] if shown else foot
    return InternalMessage(text=text, blocks=blocks)
