"""Lists of the ledger both sides may read: what is open, and what is agreed."""

from collections.abc import Sequence

from messages.audience import Block, SharedMessage
from messages.ids import Action
from messages.parts import button, context, section
from messages.render import Safe, cut, render
from messages.shared.commitment_card import menu, promise_line
from messages.shared.ledger_facts import GoalFacts, PromiseFacts

MOST_LINES = 20  # a message holds 50 blocks
LONGEST_LINE = 600
LONGEST_TEXT = 3500


def help_text(*, is_internal: bool, about: str = "") -> SharedMessage:
    """Say what can be typed; of the word ``about`` alone where it is a command."""
    text = render("ledger_help", is_internal=is_internal)
    lines = [line for line in text.splitlines() if f"/partner {about}" in line]
    if about and lines:
        text = Safe("\n".join(lines))
    return SharedMessage(text=text, blocks=[section(text)])


def unknown(typed: str, near: str | None) -> SharedMessage:
    """Say that a word is no command, with the nearest that is."""
    text = render("ledger_unknown", typed=cut(typed, 60), near=near)
    return SharedMessage(text=text, blocks=[section(text)])


def on_me(promises: Sequence[PromiseFacts]) -> SharedMessage:
    """Show what one person owes; the numbers are those ``done`` and ``move`` understand."""
    late = sum(one.is_late for one in promises)
    lead = render("ledger_on_me", open_count=len(promises), late_count=late)
    return _message(lead, numbered(promises, mine=True), len(promises))


def open_with(partner: str, promises: Sequence[PromiseFacts]) -> SharedMessage:
    """Show what is open with one partner, ours before theirs."""
    if not promises:
        text = render("ledger_nothing_open", partner=partner)
        return SharedMessage(text=text, blocks=[section(text)])
    lead = render("ledger_open_with", partner=partner, open_count=len(promises))
    return _message(lead, numbered(promises), len(promises))


def sheet(
    partner: str,
    goals: Sequence[GoalFacts],
    promises: Sequence[PromiseFacts],
    ended: Sequence[GoalFacts] = (),
) -> SharedMessage:
    """Show the partner's people what both sides agreed with them, and which goals ended how."""
    lead = render("ledger_shared_head", partner=partner)
    blocks = [
        *goal_blocks(goals, with_buttons=False),
        *ended_blocks(ended, with_buttons=False),
        *numbered(promises),
    ]
    return _message(lead, blocks, len(promises))


def numbered(promises: Sequence[PromiseFacts], *, mine: bool = False) -> list[Block]:
    """Return one block a commitment, ours before theirs, with its number and its menu."""
    blocks: list[Block] = []
    before: bool | None = None
    for number, one in enumerate(ordered(promises)[:MOST_LINES], start=1):
        if not mine and one.is_ours is not before:
            title = "What we owe them" if one.is_ours else "What they owe us"
            blocks.append(section(Safe(f"*{title}*")))
            before = one.is_ours
        line = cut(promise_line(one, number=number, mine=mine), LONGEST_LINE)
        blocks.append(
            section(Safe(line), block_id=f"line:{one.id}", accessory=menu(one.id, one.state))
        )
    return blocks


def ordered(promises: Sequence[PromiseFacts]) -> list[PromiseFacts]:
    """Return ours before theirs, what is due first at the top."""
    return sorted(promises, key=lambda one: (not one.is_ours, one.due_on))


def goal_blocks(goals: Sequence[GoalFacts], *, with_buttons: bool = True) -> list[Block]:
    """Return one block a goal, the headline first, each with the button to update it."""
    blocks: list[Block] = []
    for one in sorted(goals, key=lambda goal: not goal.is_headline)[:MOST_LINES]:
        line = Safe(cut(render("ledger_goal", one=one), LONGEST_LINE))
        update = button("Update", Action.GOAL_UPDATE, str(one.id)) if with_buttons else None
        blocks.append(section(line, block_id=f"goal:{one.id}", accessory=update))
    if blocks:
        blocks.insert(0, section(Safe("*Agreed numbers*")))
    return blocks


def ended_blocks(ended: Sequence[GoalFacts], *, with_buttons: bool = True) -> list[Block]:
    """Return one block a closed goal, each with the button that takes that back."""
    blocks: list[Block] = []
    for one in ended:
        line = Safe(cut(render("ledger_goal", one=one), LONGEST_LINE))
        undo = button("Undo", Action.GOAL_REOPEN, str(one.id)) if with_buttons else None
        blocks.append(section(line, block_id=f"goal:{one.id}", accessory=undo))
    return [section(Safe("*Closed goals*")), *blocks] if blocks else []


def _message(lead: Safe, blocks: list[Block], count: int) -> SharedMessage:
    shown = [section(lead), *blocks]
    if count > MOST_LINES:
        shown.append(context(render("ledger_more", count=count - MOST_LINES)))
    if count:
        shown.append(context(render("ledger_how_to_number")))
    said = "\n".join([lead, *(block["text"]["text"] for block in blocks)])
    return SharedMessage(text=cut(said, LONGEST_TEXT), blocks=shown)
