"""Reminders in the shared channel: the question whether to, and the weekly message itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bot.rules.commitments import CommitmentState
from messages.audience import Block, SharedMessage
from messages.ids import Action
from messages.parts import actions, button, context, section
from messages.render import Safe, cut, render
from messages.shared.commitment_card import buttons
from messages.shared.ledger_facts import PromiseFacts

LONGEST_TEXT = 3500
MOST_LINES = 5  # a side
ASKED_DAYS = 7  # so long the partner is left to answer unreminded


@dataclass(frozen=True, slots=True)
class Yes:
    """Who of a side agreed, and when."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """Which side agreed to be reminded here; None where it did not."""

    partner_id: UUID
    partner: str
    us: str
    ours: Yes | None
    theirs: Yes | None


@dataclass(frozen=True, slots=True)
class Week:
    """What is open past its date or waits for a yes, soonest due first on each side.

    ``unconfirmed_days`` is how long the partner's half of the kickoff waits; None: it does not.
    """

    consent: ConsentFacts
    ours: tuple[PromiseFacts, ...]
    theirs: tuple[PromiseFacts, ...]
    kickoff_id: UUID | None = None
    unconfirmed_days: int | None = None
    answered: Mapping[UUID, str] = field(default_factory=dict)  # how, once somebody did

    @property
    def says_something(self) -> bool:
        """Whether there is anything to remind the partner of."""
        return bool(self.theirs) or self.unconfirmed_days is not None


def ask(facts: ConsentFacts) -> SharedMessage:
    """Ask the partner whether to remind both sides here, or say that they agreed."""
    text = render("reminders_agreed" if facts.theirs else "reminders_ask", facts=facts)
    value = str(facts.partner_id)
    ways = [_stop(facts)]
    if facts.theirs is None:
        ways = [
            button("Agree", Action.CONSENT_GIVE, value, style="primary"),
            button("No, thanks", Action.CONSENT_WITHDRAW, value),
        ]
    return SharedMessage(text=text, blocks=[section(text), actions("consent", *ways)])


def stopped(facts: ConsentFacts, *, who: str, ours: bool) -> SharedMessage:
    """Say who ended the reminders."""
    text = render("reminders_stopped", facts=facts, who=who, ours=ours)
    return SharedMessage(text=text, blocks=[section(text)])


def week(facts: Week) -> SharedMessage:
    """Say what is open on both sides, ours first; the partner answers theirs on the spot."""
    blocks: list[Block] = [section(render("reminders_head", week=facts))]
    blocks += [section(render("reminders_ours", week=facts, most=MOST_LINES))]
    if facts.theirs or facts.unconfirmed_days is not None:
        blocks.append(section(render("reminders_theirs", week=facts)))
    if facts.kickoff_id is not None and facts.unconfirmed_days is not None:
        blocks.append(_kickoff(facts.kickoff_id))
    for one in facts.theirs[:MOST_LINES]:
        blocks.append(section(render("reminders_line", promise=one, week=facts)))
        blocks.append(actions(f"week:{one.id}", *buttons(one.id, one.state)))
    blocks.append(context(render("reminders_foot", facts=facts.consent)))
    blocks.append(actions("consent", _stop(facts.consent)))
    said = "\n".join(str(block["text"]["text"]) for block in blocks if block["type"] == "section")
    return SharedMessage(text=Safe(cut(said, LONGEST_TEXT)), blocks=blocks)


def is_waiting(one: PromiseFacts) -> bool:
    """Say whether a commitment belongs in the weekly message: late, or not answered for a week."""
    asked = one.state is CommitmentState.PROPOSED
    return one.is_late or (asked and one.waiting_days >= ASKED_DAYS)


def sorted_for(promises: Sequence[PromiseFacts], *, ours: bool) -> tuple[PromiseFacts, ...]:
    """Return one side's commitments that wait, soonest due first; ours only where late."""
    kept = [one for one in promises if one.is_ours is ours and is_waiting(one)]
    if ours:
        kept = [one for one in kept if one.is_late]
    return tuple(sorted(kept, key=lambda one: (one.due_on, one.id)))


def _kickoff(kickoff_id: UUID) -> Block:
    value = str(kickoff_id)
    return actions(
        "week.kickoff",
        button("Confirm our half", Action.KICKOFF_CONFIRM, value, style="primary"),
        button("Change our half", Action.KICKOFF_CHANGE, value),
        button("Read in full", Action.KICKOFF_READ, value),
    )


def _stop(facts: ConsentFacts) -> dict[str, object]:
    return button("Stop these reminders", Action.CONSENT_WITHDRAW, str(facts.partner_id))
