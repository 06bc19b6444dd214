"""Home for the partner's people: what both sides promised, with answers to their own."""

from dataclasses import dataclass
from uuid import UUID

from messages.audience import Block, SharedView
from messages.ids import Action
from messages.parts import actions, button, header, home, section
from messages.render import render
from messages.shared import goal_card
from messages.shared.commitment_card import buttons
from messages.shared.ledger_facts import GoalFacts, PromiseFacts

SHOWN = 20
MOST_GOALS = 10


@dataclass(frozen=True, slots=True)
class TheirKickoff:
    """The kickoff as the partner sees it; ``confirmed_by`` is None while their half waits."""

    id: UUID
    agreed: int
    topics: int
    waiting_days: int
    confirmed_by: str | None


@dataclass(frozen=True, slots=True)
class SharedDesk:
    """What is open between both sides, soonest due first.

    ``pulse`` is the quarter's question while the reader has not answered it.
    """

    partner: str
    promises: tuple[PromiseFacts, ...]
    us: str = ""
    goals: tuple[GoalFacts, ...] = ()
    kickoff: TheirKickoff | None = None
    pulse: UUID | None = None


def shared_home(desk: SharedDesk) -> SharedView:
    """Return the open promises of both sides; the reader's own have the buttons to answer."""
    ours = [one for one in desk.promises if one.is_ours]
    theirs = [one for one in desk.promises if not one.is_ours]
    blocks = [header(f"{desk.partner}: what we promised each other")]
    if desk.kickoff is not None:
        blocks += _kickoff(desk, desk.kickoff)
    if desk.pulse is not None:
        answer = button("Answer", Action.PULSE_ANSWER, str(desk.pulse))
        blocks.append(section(render("home_shared_pulse", us=desk.us), accessory=answer))
    blocks.append(_side(desk.partner, ours, theirs=False, shown=ours))
    blocks.append(_side(desk.partner, theirs, theirs=True, shown=[]))
    for one in theirs[:SHOWN]:
        blocks.append(section(render("home_shared_promise", promise=one)))
        blocks.append(actions(f"home.theirs:{one.id}", *buttons(one.id, one.state)))
    for goal in desk.goals[:MOST_GOALS]:
        blocks += _goal(goal)
    blocks.append(section(render("home_shared_foot", can_answer=bool(theirs))))
    return SharedView(home(blocks))


def _kickoff(desk: SharedDesk, kickoff: TheirKickoff) -> list[Block]:
    value = str(kickoff.id)
    ways = [
        button("Change our half", Action.KICKOFF_CHANGE, value),
        button("Read in full", Action.KICKOFF_READ, value),
    ]
    if kickoff.confirmed_by is None:
        yes = button("Confirm our half", Action.KICKOFF_CONFIRM, value, style="primary")
        ways = [yes, *ways]
    text = render("home_shared_kickoff", kickoff=kickoff, us=desk.us)
    return [section(text), actions("home.kickoff", *ways)]


def _goal(goal: GoalFacts) -> list[Block]:
    """Return a number with what the reader can do about it: answer it, or bring it up to date."""
    blocks = [section(goal_card.line(goal))]
    if not goal.agreed_theirs:
        blocks.append(actions(f"home.goal:{goal.id}", *goal_card.answers(goal)))
    elif goal.is_theirs:
        update = button("Update the number", Action.GOAL_THEIR_UPDATE, str(goal.id))
        blocks.append(actions(f"home.goal:{goal.id}", update))
    return blocks


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
