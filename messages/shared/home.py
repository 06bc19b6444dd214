"""Home for the partner's people: what both sides promised, with answers to their own."""

from dataclasses import dataclass

from messages.audience import Block, SharedView
from messages.parts import actions, header, home, section
from messages.render import render
from messages.shared.commitment_card import buttons
from messages.shared.ledger_facts import PromiseFacts

SHOWN = 20


@dataclass(frozen=True, slots=True)
class SharedDesk:
    """What is open between both sides, soonest due first."""

    partner: str
    promises: tuple[PromiseFacts, ...]


def shared_home(desk: SharedDesk) -> SharedView:
    """Return the open promises of both sides; the reader's own have the buttons to answer."""
    ours = [one for one in desk.promises if one.is_ours]
    theirs = [one for one in desk.promises if not one.is_ours]
    blocks = [header(f"{desk.partner}: what we promised each other")]
    blocks.append(_side(desk.partner, ours, theirs=False, shown=ours))
    blocks.append(_side(desk.partner, theirs, theirs=True, shown=[]))
    for one in theirs[:SHOWN]:
        blocks.append(section(render("home_shared_promise", promise=one)))
        blocks.append(actions(f"home.theirs:{one.id}", *buttons(one.id, one.state)))
    blocks.append(section(render("home_shared_foot", can_answer=bool(theirs))))
    return SharedView(home(blocks))


def _side(
    partner: str, promises: list[PromiseFacts], *, theirs: bool, shown: list[PromiseFacts]
) -> Block:
    """Return a side's head with the lines ``shown`` in it, and how many more there are."""
    more = max(len(promises) - SHOWN, 0)
    text = render(
        "home_shared_side",
        partner=partner,
        theirs=theirs,
        promises=shown[:SHOWN],
        more=more,
        is_empty=not promises,
    )
    return section(text)


def welcome() -> SharedView:
    """Return a friendly page for somebody nothing can be shown to."""
    return SharedView(home([section(render("home_welcome"))]))
