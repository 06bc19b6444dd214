"""What is asked when a number is answered with a comment, or put off."""

from uuid import UUID

from bot.rules.nudging import SnoozeChoice
from messages.audience import InternalView
from messages.ids import Callback
from messages.parts import date_input, input_block, modal, option, radio, text_input

LONGEST_COMMENT = 1000
# A number is put off for whole days: it does not change within one.
_OFFERED = tuple(choice for choice in SnoozeChoice if choice is not SnoozeChoice.LATER_TODAY)


def comment_form(goal_id: UUID, metric: str) -> InternalView:
    """Ask what is going on with a number, or what the plan is."""
    field = text_input("text", multiline=True, max_length=LONGEST_COMMENT)
    blocks = [
        input_block(
            "comment",
            f"What is going on with “{metric}”, or what is the plan?",
            field,
            hint="Kept with the goal. Only our people read it.",
        )
    ]
    return InternalView(
        modal(
            Callback.NUDGE_COMMENT,
            "Comment or plan",
            blocks,
            submit="Save",
            private={"goal": goal_id},
        )
    )


def snooze_form(goal_id: UUID, metric: str) -> InternalView:
    """Ask until when a number is put off."""
    choices = radio(
        "choice",
        [option(choice.words, choice.value) for choice in _OFFERED],
        initial=SnoozeChoice.TOMORROW,
    )
    blocks = [
        input_block("choice", f"When shall I speak of “{metric}” again?", choices),
        input_block("on", "The date, if you chose one", date_input("on"), optional=True),
    ]
    return InternalView(
        modal(Callback.NUDGE_SNOOZE, "Snooze", blocks, submit="Snooze", private={"goal": goal_id})
    )
