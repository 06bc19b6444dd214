"""Handing a promise or a number over: the form, and what its new owner reads."""

from uuid import UUID

from messages.audience import SharedMessage, SharedView
from messages.ids import Action, Callback
from messages.inputs import input_block, users_select
from messages.parts import actions, button, modal, section
from messages.render import Safe, cut, escape, render
from messages.shared.ledger_facts import GoalFacts

LONGEST_TEXT = 3500
COMMITMENT, GOAL = "commitment", "goal"


def form(kind: str, subject_id: UUID, title: str, owner: str | None) -> SharedView:
    """Ask to whom it goes; ``owner`` is the Slack id of who has it now."""
    blocks = [
        section(Safe(f"*{escape(cut(title, 150))}*")),
        input_block(
            "owner",
            "Hand it to",
            users_select("owner", initial=owner),
            hint="They hear of it, and what was asked about it so far is put to rest.",
        ),
    ]
    private = {kind: str(subject_id)}
    return SharedView(
        modal(Callback.REASSIGN, "Hand it over", blocks, submit="Hand over", private=private)
    )


def number_card(facts: GoalFacts, *, lead: Safe) -> SharedMessage:
    """Tell the new owner of a number where it stands, with what they can do."""
    text = Safe(f"{lead}\n{render('ledger_goal', one=facts)}")
    value = str(facts.id)
    blocks = [
        section(text),
        actions(
            f"goal:{value}",
            button("Update the number", Action.GOAL_UPDATE, value, style="primary"),
            button("Hand over", Action.GOAL_REASSIGN, value),
        ),
    ]
    return SharedMessage(text=cut(text, LONGEST_TEXT), blocks=blocks)
