"""Short private answers about a person's own settings."""

from datetime import date

from bot.rules.kinds import NudgeKind
from messages.audience import InternalMessage
from messages.ids import Action
from messages.parts import actions, button, section
from messages.render import Safe, day


def away(first: date | None, last: date | None, *, today: date, changed: bool) -> InternalMessage:
    """Say when somebody is away, and what that means."""
    if first is None or last is None or last < today:
        said = "Welcome back: you are not away any more." if changed else "You are not away."
        text = Safe(f"{said} “/partner away 1 Dec to 5 Dec” tells me when you are.")
    else:
        days = f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"
        text = Safe(
            f"You are away {days}: nothing is sent to you then, and "
            "what comes up waits for your next working morning. “/partner away off” ends it."
        )
    return InternalMessage(text=text, blocks=[section(text)])


def muted(kind: NudgeKind, last: date) -> InternalMessage:
    """Say which kind is left out, until when, and where that is changed."""
    text = Safe(f"Left out for you until {day(last)}: {kind.words.lower()}.")
    change = button("Open my settings", Action.HOME_SETTINGS)
    return InternalMessage(text=text, blocks=[section(text), actions("muted", change)])
