"""Writing down a promise for somebody: they are asked whether it is right."""

from datetime import datetime

from sqlmodel import Session

from bot.delivery.outbox import InsideDM, Intent, SharedChannel, post_shared
from bot.flows import ledger_facts
from bot.flows.actors import Actor
from bot.flows.commitments import changes as commitments
from bot.flows.commitments.changes import CommitmentTerms
from bot.flows.errors import Refusal
from bot.flows.people.identity import calendar_of
from bot.flows.workspace import limits
from bot.rules.commitments import CommitmentState
from messages.render import render
from messages.shared.commitment_card import card
from storage import partners, people
from storage.commitments import Commitment
from storage.partners import ChannelKind, Partner
from storage.people import Person, Side

RULE = "asked"


def write_down(
    session: Session, partner: Partner, terms: CommitmentTerms, *, actor: Actor, now: datetime
) -> tuple[Commitment, bool]:
    """Add a promise a person typed; return it, and whether its owner is being asked.

    Raises Refusal for a day gone by.
    """
    owner = people.of_id(session, workspace_id=actor.workspace_id, person_id=terms.owner_id)
    writer = people.of_id(session, workspace_id=actor.workspace_id, person_id=actor.person_id)
    days = owner or writer
    if days is not None and terms.due_on < calendar_of(days).local_date(now):
        raise Refusal("Choose today or a later day.", block_id="due_on")
    made = commitments.propose(session, partner, terms, actor=actor, now=now)
    asked = made.state is CommitmentState.PROPOSED and _ask(
        session, made, owner, actor=actor, now=now
    )
    return made, asked


def _ask(
    session: Session, made: Commitment, owner: Person | None, *, actor: Actor, now: datetime
) -> bool:
    to = _place(session, made, owner)
    if to is None:
        return False
    [facts] = ledger_facts.promises(session, [made], workspace_id=made.workspace_id, now=now)
    mentioned = owner.slack_user_id if owner and isinstance(to, SharedChannel) else None
    lead = render("commitment_asked", who=actor.name, owner=mentioned)
    intent = Intent(
        workspace_id=made.workspace_id,
        key=f"{RULE}|{made.id}",
        rule=RULE,
        why=f"{actor.name} wrote down a commitment for them.",
        now=now,
        due_at=_in_hours(session, owner, now) if owner else now,
        subject=("commitment", made.id),
    )
    return post_shared(session, card(facts, lead=lead), to, intent=intent) is not None


def _in_hours(session: Session, owner: Person, now: datetime) -> datetime:
    its = limits.of(session, owner.workspace_id)
    return calendar_of(owner).next_open(now, its.day_closes, its.day_opens)


def _place(
    session: Session, made: Commitment, owner: Person | None
) -> InsideDM | SharedChannel | None:
    """Return where the owner can be asked: our people directly, theirs where they read."""
    if made.side is Side.OURS:
        reachable = owner is not None and owner.is_internal and owner.slack_user_id
        return InsideDM(owner.id) if owner is not None and reachable else None
    shared = partners.channel_of(
        session,
        workspace_id=made.workspace_id,
        partner_id=made.partner_id,
        kind=ChannelKind.SHARED,
    )
    return SharedChannel(shared.id) if shared else None
