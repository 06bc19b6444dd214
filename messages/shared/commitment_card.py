"""One commitment with the buttons that settle it on the spot."""

from uuid import UUID

from bot.rules.commitments import CLOSED, CommitmentState
from messages.audience import Block, SharedMessage
from messages.ids import Action
from messages.parts import Element, actions, button, context, option, overflow, section
from messages.render import Safe, cut, link, render
from messages.shared.ledger_facts import PromiseFacts

LONGEST_TEXT = 3500
MENU_WORDS = {
    "done": ("Done", Action.COMMITMENT_DONE),
    "move": ("New date", Action.COMMITMENT_MOVE),
    "block": ("Blocked", Action.COMMITMENT_BLOCK),
    "unblock": ("No longer blocked", Action.COMMITMENT_UNBLOCK),
    "snooze": ("Snooze", Action.COMMITMENT_SNOOZE),
    "accept": ("Accept", Action.COMMITMENT_ACCEPT),
    "decline": ("Decline", Action.COMMITMENT_DECLINE),
    "start": ("Work has begun", Action.COMMITMENT_START),
    "drop": ("Give up", Action.COMMITMENT_DROP),
    "reopen": ("Undo", Action.COMMITMENT_REOPEN),
    "reassign": ("Hand over", Action.COMMITMENT_REASSIGN),
}


def ways(state: CommitmentState) -> tuple[str, ...]:
    """Return what can be done about a commitment in ``state``, the likeliest first."""
    match state:
        case CommitmentState.PROPOSED:
            return ("accept", "move", "decline")
        case CommitmentState.BLOCKED:
            return ("unblock", "done", "move", "snooze")
        case CommitmentState.ACCEPTED | CommitmentState.IN_PROGRESS:
            return ("done", "move", "block", "snooze")
        case _:
            return ("reopen",)


def rarer_ways(state: CommitmentState) -> tuple[str, ...]:
    """Return what only its own card offers besides: a line's menu has no room for more."""
    match state:
        case CommitmentState.ACCEPTED:
            return ("start", "drop")
        case CommitmentState.IN_PROGRESS | CommitmentState.BLOCKED:
            return ("drop",)
        case _:
            return ()


def buttons(commitment_id: UUID, state: CommitmentState, *, on_card: bool = False) -> list[Element]:
    """Return the buttons for a commitment in ``state``; its own card has all of them."""
    value = str(commitment_id)
    made = []
    for way in (*ways(state), *(rarer_ways(state) if on_card else ())):
        words, action = MENU_WORDS[way]
        style = "primary" if way in {"done", "accept"} else None
        made.append(button(words, action, value, style=style))
    return made


def menu(commitment_id: UUID, state: CommitmentState) -> Element:
    """Return the same ways as a "…" menu, for one line of a list."""
    open_ones = () if state in CLOSED else ("reassign",)
    choices = [
        option(MENU_WORDS[way][0], f"{way}:{commitment_id}") for way in (*ways(state), *open_ones)
    ]
    return overflow(Action.COMMITMENT_MENU, choices)


def card(facts: PromiseFacts, *, lead: Safe | None = None) -> SharedMessage:
    """Show one commitment; ``lead`` says why it is shown."""
    line = promise_line(facts)
    text = Safe(f"{lead}\n{line}") if lead else line
    small = details(facts)
    blocks: list[Block] = [section(text)]
    if small:
        blocks.append(context(*small))
    blocks.append(_actions(facts))
    return SharedMessage(text=cut(text, LONGEST_TEXT), blocks=blocks)


def settled_card(facts: PromiseFacts, outcome: Safe) -> SharedMessage:
    """Say who did what; what was closed by mistake can be taken back."""
    blocks: list[Block] = [section(outcome)]
    if facts.is_open:
        line = Safe(f"{outcome}\n{promise_line(facts)}")
        blocks = [section(line)]
    blocks.append(_actions(facts))
    return SharedMessage(text=cut(outcome, LONGEST_TEXT), blocks=blocks)


def take_back(commitment_id: UUID) -> Block:
    """Return the button that reopens what was closed by mistake."""
    return actions(f"commitment:{commitment_id}", *buttons(commitment_id, CommitmentState.DROPPED))


def _actions(facts: PromiseFacts) -> Block:
    return actions(f"commitment:{facts.id}", *buttons(facts.id, facts.state, on_card=True))


def promise_line(facts: PromiseFacts, *, number: int | None = None, mine: bool = False) -> Safe:
    """Return a commitment in one line; ``mine`` leaves its owner out."""
    return render("ledger_promise", n=number, one=facts, mine=mine)


def details(facts: PromiseFacts) -> list[Safe]:
    """Return what helps to settle it: how one sees it is done, and where it was said."""
    small = []
    if facts.test_of_done:
        small.append(render("commitment_test_of_done", test=facts.test_of_done))
    if facts.permalink:
        small.append(link(facts.permalink, "Where it was promised"))
    return small


def written_down(*, asked: bool, owner: str | None) -> Safe:
    """Say that a promise was written down, and whether its owner is asked about it."""
    return render("commitment_written_down", asked=asked, owner=owner)
