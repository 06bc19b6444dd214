"""What is asked when a number is answered with a comment, or put off."""

from uuid import UUID

from bot.rules.nudging import SnoozeChoice
from messages.audience import InternalView
from messages.ids import Callback
from messages.inputs import input_block, text_input
from messages.parts import modal
from messages.shared.commitment_forms import SNOOZE, snooze_fields

LONGEST_COMMENT = 1000
# A number is put off for whole days: it does not change within one.
_OFFERED = tuple(choice for choice in SnoozeChoice if choice is not SnoozeChoice.LATER_TODAY)


def comment_form(goal_id: UUID, metric: str) -> InternalView:
    """Ask what is going on with a number, or what the plan is."""
    return _comment(Callback.NUDGE_COMMENT, metric, "the goal", {"goal": goal_id})


def promise_comment_form(commitment_id: UUID, title: str) -> InternalView:
    """Ask what is going on with a promise, or what the plan is."""
    private = {"commitment": commitment_id}
    return _comment(Callback.COMMITMENT_COMMENT, title, "the commitment", private)


def _comment(callback: str, about: str, kept_with: str, private: dict[str, UUID]) -> InternalView:
    field = input_block(
        "comment",
        f"What is going on with “{about}”, or what is the plan?",
        text_input("text", multiline=True, max_length=LONGEST_COMMENT),
        hint=f"Kept with {kept_with}. Only our people read it.",
    )
    return InternalView(modal(callback, "Comment or plan", [field], submit="Save", private=private))


def snooze_form(goal_id: UUID, metric: str) -> InternalView:
    """Ask until when a number is put off."""
    fields = snooze_fields(metric, _OFFERED)
    return InternalView(
        modal(Callback.NUDGE_SNOOZE, SNOOZE, fields, submit=SNOOZE, private={"goal": goal_id})
    )
