"""One goal after something was done to it."""

from messages.audience import Block, InternalMessage
from messages.ids import Action
from messages.parts import actions, button, section
from messages.render import Safe, cut, render
from messages.shared.ledger_facts import GoalFacts

LONGEST_TEXT = 3500


def added(facts: GoalFacts) -> InternalMessage:
    """Say that a goal was written down, and what still lacks."""
    return _message(render("goal_added", one=facts), facts)


def updated(facts: GoalFacts, outcome: Safe) -> InternalMessage:
    """Say what was entered, and where the goal stands with it."""
    return _message(outcome, facts)


def _message(lead: Safe, facts: GoalFacts) -> InternalMessage:
    text = Safe(cut(f"{lead}\n{render('ledger_goal', one=facts)}", LONGEST_TEXT))
    value = str(facts.id)
    ways = [button("Update the number", Action.GOAL_UPDATE, value)]
    if not (facts.agreed_ours and facts.agreed_theirs):
        ways.append(button("Both sides agree", Action.GOAL_AGREE, value))
        if not facts.agreed_theirs:
            ways.append(button("Ask them to agree", Action.GOAL_ASK, value))
        ways.append(button("Not aligned", Action.GOAL_NOT_ALIGNED, value))
    ways.append(button("Close", Action.GOAL_CLOSE, value))
    blocks: list[Block] = [section(text), actions(f"goal:{facts.id}", *ways)]
    return InternalMessage(text=text, blocks=blocks)
