"""Commitments at the keyboard: commit, done, move, drop."""

from uuid import UUID

from sqlmodel import Session

from bot.flows import finding, ledger_facts
from bot.flows.access import partner_for
from bot.flows.commitments import asking
from bot.flows.commitments import changes as commitments
from bot.flows.commitments.changes import CommitmentTerms
from bot.flows.commitments.repeats import settled_before
from bot.rules.policy import Who
from handlers.call import Call
from handlers.commands_partner import ask_partner, partner_in, person_of, today
from handlers.commands_words import Promise, decoded, moved, promise
from handlers.registry import Entry, Kind
from messages.audience import SharedMessage, SharedView
from messages.ids import Action
from messages.internal.commitment_forms import PromiseDraft, new_promise
from messages.render import Safe
from messages.shared import commitment_card, commitment_forms
from storage.commitments import Commitment
from storage.partners import PartnerName
from storage.people import Person, Side


def commit(call: Call) -> None:
    """Write down a promise; what is missing is asked for in a modal."""
    with call.reading() as session:
        partner, rest = partner_in(call, session)
        if partner is not None:
            partner_for(session, call.actor, partner.id)  # no form for who may only look
    said = promise(rest, today(call))
    if not said.title or (said.due_on is None):
        call.open(new_promise(_draft(call, partner, said)))
    elif partner is None:
        ask_partner(call, "commit")
    else:
        _write_down(call, partner, said)


def done(call: Call) -> None:
    """Close a commitment, by its number in the last list or part of its title."""
    with call.transaction() as session:
        partner, what = _meant(call, session)
        found = finding.commitment(session, call.actor, decoded(what), partner_id=partner)
        change = commitments.done(session, found, actor=call.actor, now=call.now)
        message = card_of(call, session, change.commitment, change.outcome)
    call.answer(message)


def move(call: Call) -> None:
    """Give a commitment a new date, by its number or part of its title."""
    with call.transaction() as session:
        partner, words = _meant(call, session)
        what, to = moved(words, today(call))
        found = finding.commitment(session, call.actor, what, partner_id=partner)
        change = commitments.move(
            session, found, to=to, reason=None, actor=call.actor, now=call.now
        )
        message = card_of(call, session, change.commitment, change.outcome)
    call.answer(message)


def drop(call: Call) -> None:
    """Ask why a commitment is given up, found as above; one closed already says who did it."""
    with call.reading() as session:
        partner, what = _meant(call, session)
        found = finding.commitment(session, call.actor, decoded(what), partner_id=partner)
        before = settled_before(session, found, Action.COMMITMENT_DROP)
        if before is None:
            said: SharedMessage | SharedView = _drop_form(call, session, found)
        else:
            said = card_of(call, session, found, before.outcome)
    if isinstance(said, SharedView):
        call.open(said)
    else:
        call.answer(said)


def card_of(call: Call, session: Session, row: Commitment, outcome: Safe) -> SharedMessage:
    """Return the commitment as it stands after what was done to it."""
    [facts] = ledger_facts.promises(session, [row], workspace_id=call.workspace_id, now=call.now)
    return commitment_card.settled_card(facts, outcome)


def _drop_form(call: Call, session: Session, row: Commitment) -> SharedView:
    commitments.check_drop(session, row, actor=call.actor, now=call.now)
    [facts] = ledger_facts.promises(session, [row], workspace_id=call.workspace_id, now=call.now)
    return commitment_forms.drop(facts)


def _write_down(call: Call, partner: PartnerName, said: Promise) -> None:
    owner = person_of(call, said.owner)
    side = side_of(owner, theirs=said.theirs)
    if owner is None and side is Side.OURS:
        owner_id: UUID | None = call.actor.person_id
    else:
        owner_id = owner.id if owner else None
    if said.due_on is None:
        return
    terms = CommitmentTerms(said.title, side, said.due_on, owner_id=owner_id)
    with call.transaction() as session:
        row = partner_for(session, call.actor, partner.id)
        made, asked = asking.write_down(session, row, terms, actor=call.actor, now=call.now)
        outcome = commitment_card.written_down(asked=asked, owner=owner.name if owner else None)
        message = card_of(call, session, made, outcome)
    call.answer(message)


def side_of(owner: Person | None, *, theirs: bool) -> Side:
    """Return whose promise it is: the owner's side, else what was said."""
    if owner is not None:
        return owner.side
    return Side.THEIRS if theirs else Side.OURS


def _draft(call: Call, partner: PartnerName | None, said: Promise) -> PromiseDraft:
    return PromiseDraft(
        partner=(partner.id, partner.name) if partner else None,
        title=said.title,
        owner=said.owner or (None if said.theirs else call.actor.slack_user_id),
        theirs=said.theirs,
        due_on=said.due_on,
    )


def _meant(call: Call, session: Session) -> tuple[UUID | None, str]:
    """Return the partner a command names or stands in, and the rest of its words."""
    partner, rest = partner_in(call, session)
    return (partner.id if partner else None), rest


ENTRIES = (
    Entry(Kind.COMMAND, "commit", Who.ANYONE_INSIDE, commit),
    Entry(Kind.COMMAND, "done", Who.PARTNER_PERSON, done),
    Entry(Kind.COMMAND, "move", Who.PARTNER_PERSON, move),
    Entry(Kind.COMMAND, "drop", Who.PARTNER_PERSON, drop),
)
