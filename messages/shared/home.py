"""Home for the partner's people: what both sides promised, and nothing else."""

from dataclasses import dataclass

from messages.audience import SharedView
from messages.parts import header, home, section
from messages.render import render
from messages.shared.ledger_facts import PromiseFacts

SHOWN = 20


@dataclass(frozen=True, slots=True)
class SharedDesk:
    """What is open between both sides, soonest due first."""

    partner: str
    promises: tuple[PromiseFacts, ...]


def shared_home(desk: SharedDesk) -> SharedView:
    """Return the open promises of both sides."""
    blocks = [header(f"{desk.partner}: what we promised each other")]
    for theirs in (False, True):
        side = [one for one in desk.promises if one.is_ours is not theirs]
        text = render("home_shared_side", partner=desk.partner, theirs=theirs, promises=side)
        blocks.append(section(text))
    blocks.append(section(render("home_shared_foot")))
    return SharedView(home(blocks))


def welcome() -> SharedView:
    """Return a friendly page for somebody nothing can be shown to."""
    return SharedView(home([section(render("home_welcome"))]))
