"""A goal as the partner answers it: the question, the forms, and how it stands."""

from datetime import date

from messages.audience import Block, SharedMessage, SharedView
from messages.ids import Action, Callback
from messages.inputs import date_input, input_block, number_input, text_input
from messages.parts import Element, actions, button, modal, section
from messages.render import Safe, cut, render
from messages.shared.ledger_facts import GoalFacts

LONGEST_TEXT = 3500


def ask(facts: GoalFacts, *, who: str) -> SharedMessage:
    """Put the goal to the partner, with the two ways to answer."""
    text = Safe(f"{render('goal_asked', who=who, partner=facts.partner)}\n{line(facts)}")
    return SharedMessage(
        text=cut(text, LONGEST_TEXT),
        blocks=[section(text), actions(f"goal:{facts.id}", *answers(facts))],
    )


def answers(facts: GoalFacts) -> list[Element]:
    """Return the buttons by which the partner agrees to a goal or declines it."""
    value = str(facts.id)
    return [
        button("Agree", Action.GOAL_THEIR_AGREE, value, style="primary"),
        button("Decline", Action.GOAL_THEIR_DECLINE, value),
    ]


def line(facts: GoalFacts) -> Safe:
    """Return the goal as both sides read it."""
    return render("goal_shared", one=facts)


def decline(facts: GoalFacts) -> SharedView:
    """Ask why the partner does not agree."""
    reason = text_input("reason", multiline=True, max_length=500)
    blocks: list[Block] = [
        section(line(facts)),
        input_block("reason", "How you see it", reason, hint="Both sides read this."),
    ]
    private = {"goal": facts.id}
    return SharedView(
        modal(Callback.GOAL_THEIR_DECLINE, "Decline", blocks, submit="Decline", private=private)
    )


def update(facts: GoalFacts, *, today: date) -> SharedView:
    """Ask for the number; ``today`` is the reader's."""
    unit = {"count": "", "percent": ", in %"}.get(facts.unit, f", in {facts.unit}")
    blocks: list[Block] = [
        section(line(facts)),
        input_block("value", f"{facts.metric}{unit}", number_input("value")),
        input_block("as_of", "As of", date_input("as_of", initial=today)),
        input_block("note", "Note", text_input("note", max_length=300), optional=True),
    ]
    private = {"goal": facts.id}
    return SharedView(
        modal(
            Callback.GOAL_THEIR_UPDATE,
            "Update the number",
            blocks,
            submit="Save",
            private=private,
        )
    )
