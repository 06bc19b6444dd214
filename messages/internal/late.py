"""A promise that is days late, in the partner's internal channel."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from messages.audience import InternalMessage
from messages.ids import Action
from messages.parts import actions, button, context, section
from messages.render import cut, plain, render

LONGEST_TEXT = 3500


@dataclass(frozen=True, slots=True)
class LateFacts:
    """One late promise; ``asked`` is the Slack id of whoever is asked, ours in any case.

    ``promised_by`` is the owner's name where that is somebody else.
    """

    commitment_id: UUID
    title: str
    partner: str
    due_on: date
    days_late: int
    theirs: bool
    asked: str | None
    promised_by: str | None = None


def late(facts: LateFacts) -> InternalMessage:
    """Ask what stands in the way, with the buttons that answer it."""
    text = render("late_channel", late=facts)
    value = str(facts.commitment_id)
    blocks = [
        section(text),
        actions(
            f"commitment:{value}",
            button("Done", Action.COMMITMENT_DONE, value, style="primary"),
            button("New date", Action.COMMITMENT_MOVE, value),
            button("Blocked", Action.COMMITMENT_BLOCK, value),
            button("Comment", Action.COMMITMENT_COMMENT, value),
            button("Snooze", Action.COMMITMENT_SNOOZE, value),
            button("Hand over", Action.COMMITMENT_REASSIGN, value),
            button("Why am I getting this?", Action.NUDGE_WHY, value),
        ),
        context(render("late_help")),
    ]
    return InternalMessage(text=cut(text, LONGEST_TEXT), blocks=blocks)


def why(partner: str, title: str, *, days_late: int, theirs: bool) -> str:
    """Return the lateness in one plain sentence, as ``tick`` prints it."""
    days = f"{days_late} working day{'' if days_late == 1 else 's'}"
    if theirs:
        return f"{plain(partner)}: {plain(title)} was expected from them {days} ago"
    return f"{plain(partner)}: {plain(title)} is {days} late"
