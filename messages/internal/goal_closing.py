"""Closing a goal: the form that asks how it ended, and what stands there once it is closed."""

from collections.abc import Sequence
from uuid import UUID

from bot.rules.endings import Ending
from messages.audience import Block, InternalMessage, InternalView
from messages.ids import Action, Callback
from messages.inputs import MAX_OPTIONS, input_block, radio, select, text_input
from messages.parts import actions, button, modal, option, section
from messages.render import Safe, cut, day, number, render
from messages.shared.ledger_facts import GoalFacts

LONGEST_TEXT = 3500
ENDINGS = {
    Ending.REACHED: "Reached",
    Ending.NOT_REACHED: "Not reached",
    Ending.NO_LONGER_PURSUED: "No longer pursued",
}


def form(goals: Sequence[GoalFacts]) -> InternalView:
    """Ask how a goal ended, and why; of several, which one."""
    [*others, last] = goals
    about = _choice(goals) if others else section(render("ledger_goal", one=last))
    private = {} if others else {"goal": last.id}
    reason = text_input("reason", multiline=True, max_length=500)
    blocks: list[Block] = [
        about,
        input_block("ending", "How it ended", radio("ending", _endings())),
        input_block(
            "reason",
            "Why, unless it was reached",
            reason,
            hint="A partner who agreed to the goal reads this too, in the shared channel.",
            optional=True,
        ),
    ]
    return InternalView(
        modal(Callback.GOAL_CLOSE, "Close the goal", blocks, submit="Close it", private=private)
    )


def closed(goal_id: UUID, outcome: Safe) -> InternalMessage:
    """Say who closed a goal and how it ended, with the way to take that back."""
    undo = actions(f"goal:{goal_id}", button("Undo", Action.GOAL_REOPEN, str(goal_id)))
    return InternalMessage(text=cut(outcome, LONGEST_TEXT), blocks=[section(outcome), undo])


def _choice(goals: Sequence[GoalFacts]) -> Block:
    """Return the menu of goals; windows of one metric differ by their target and day."""
    options = [
        option(
            f"{cut(one.metric, 40)}: {number(one.target, one.unit)} by {day(one.due_on)}",
            str(one.id),
        )
        for one in goals[:MAX_OPTIONS]
    ]
    return input_block("goal", "Which goal", select("goal", options))


def _endings() -> list[dict[str, object]]:
    return [option(words, ending.value) for ending, words in ENDINGS.items()]
