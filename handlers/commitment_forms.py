"""What comes of the modals about a commitment: the change a small one asks for, or a new one."""

from collections.abc import Callable

from sqlmodel import Session

from bot.flows.access import partner_for
from bot.flows.commitments import asking
from bot.flows.commitments import changes as commitments
from bot.flows.commitments.changes import Change, CommitmentTerms
from bot.flows.commitments.repeats import settled_before
from bot.flows.errors import Refusal
from bot.rules.commitments import CLOSED
from bot.rules.policy import Who
from bot.rules.snooze import SnoozeChoice
from handlers.call import Call
from handlers.commands_commitments import card_of, side_of
from handlers.commands_partner import person_of
from handlers.registry import Entry, Kind
from messages.ids import Action, Callback, as_uuid
from messages.internal.commitment_forms import THEIRS, PromiseDraft, new_promise
from messages.shared import commitment_card, commitment_forms
from messages.shared import ledger as shared_ledger
from storage.commitments import Commitment

SAYS_SO = "says_so"  # the message a form was opened from will say what came of it


def take_move(call: Call) -> None:
    """Give it the new date."""
    to = call.inputs.date("due_on")
    if to is None:
        raise Refusal("Choose a date.", block_id="due_on")
    reason = call.inputs.text("reason")
    _take(
        call,
        lambda session, row: commitments.move(
            session, row, to=to, reason=reason, actor=call.actor, now=call.now
        ),
    )


def take_block(call: Call) -> None:
    """Write down what blocks it."""
    kind = commitment_forms.BLOCKED_KINDS.get(call.inputs.choice("kind") or "")
    if kind is None:
        raise Refusal("Choose what it waits for.", block_id="kind")
    unblocker = call.inputs.text("unblocker")
    _take(
        call,
        lambda session, row: commitments.block(
            session, row, kind=kind, unblocker=unblocker, actor=call.actor, now=call.now
        ),
    )


def take_snooze(call: Call) -> None:
    """Put the reminder off."""
    choice = SnoozeChoice(call.inputs.choice("choice") or SnoozeChoice.TOMORROW)
    on = call.inputs.date("on")
    _take(
        call,
        lambda session, row: commitments.snooze(
            session, row, choice=choice, on=on, actor=call.actor, now=call.now
        ),
    )


def take_decline(call: Call) -> None:
    """Say no, with the reason."""
    reason = call.inputs.text("reason")
    _take(
        call,
        lambda session, row: commitments.decline(
            session, row, reason=reason, actor=call.actor, now=call.now
        ),
    )


def take_drop(call: Call) -> None:
    """Give it up, with the reason and whether the other side agreed."""
    agreed = call.inputs.choice("agreed")
    if agreed is None:
        raise Refusal("Say whether the other side agreed.", block_id="agreed")
    reason = call.inputs.text("reason")
    _take(
        call,
        lambda session, row: commitments.drop(
            session,
            row,
            reason=reason,
            by_agreement=agreed == commitment_forms.AGREED,
            actor=call.actor,
            now=call.now,
        ),
    )


def take_comment(call: Call) -> None:
    """Keep what was said; our own messages that asked about it say so."""
    text = call.inputs.text("comment")
    _take(
        call,
        lambda session, row: commitments.comment(
            session, row, text=text, actor=call.actor, now=call.now
        ),
    )


def open_new(call: Call) -> None:
    """Open the form for a new commitment of the partner on the button."""
    with call.reading() as session:
        partner = partner_for(session, call.actor, as_uuid(call.value))
        here = (partner.id, partner.name)
    call.open(new_promise(PromiseDraft(partner=here, owner=call.actor.slack_user_id)))


def take_new(call: Call) -> None:
    """Write down the promise the form describes."""
    typed = call.inputs
    due_on = typed.date("due_on")
    if due_on is None:
        raise Refusal("Choose a date.", block_id="due_on")
    owner = person_of(call, typed.user("owner"))
    side = side_of(owner, theirs=typed.choice("side") == THEIRS)
    permalink = call.private.get("permalink")
    terms = CommitmentTerms(
        typed.text("title"),
        side,
        due_on,
        owner_id=owner.id if owner else None,
        test_of_done=typed.text("test"),
        permalink=permalink if isinstance(permalink, str) else None,
    )
    with call.transaction() as session:
        partner = partner_for(session, call.actor, as_uuid(typed.choice("partner")))
        made, asked = asking.write_down(session, partner, terms, actor=call.actor, now=call.now)
        said = commitment_card.written_down(asked=asked, owner=owner.name if owner else None)
        message = card_of(call, session, made, said)
    call.answer(message)


def _take(call: Call, change: Callable[[Session, Commitment], Change]) -> None:
    """Make a change a form asks for; the messages that asked for it are rewritten later.

    Where the form was opened from such a message, that is the answer, and nothing is to be closed.
    """
    with call.transaction() as session:
        row = commitments.of(session, call.actor, as_uuid(call.private.get("commitment")))
        before = settled_before(session, row, call.name)
        outcome = (before or change(session, row)).outcome
        below = [commitment_card.take_back(row.id)] if row.state in CLOSED else []
    if before is None and call.private.get(SAYS_SO):
        call.close()
    else:
        call.answer(shared_ledger.settled(outcome, below))


ENTRIES = (
    Entry(Kind.ACTION, Action.COMMITMENT_NEW, Who.ANYONE_INSIDE, open_new),
    Entry(Kind.VIEW, Callback.COMMITMENT_NEW, Who.ANYONE_INSIDE, take_new),
    Entry(Kind.VIEW, Callback.COMMITMENT_COMMENT, Who.ANYONE_INSIDE, take_comment),
    Entry(Kind.VIEW, Callback.COMMITMENT_MOVE, Who.PARTNER_PERSON, take_move),
    Entry(Kind.VIEW, Callback.COMMITMENT_BLOCK, Who.PARTNER_PERSON, take_block),
    Entry(Kind.VIEW, Callback.COMMITMENT_SNOOZE, Who.PARTNER_PERSON, take_snooze),
    Entry(Kind.VIEW, Callback.COMMITMENT_DECLINE, Who.PARTNER_PERSON, take_decline),
    Entry(Kind.VIEW, Callback.COMMITMENT_DROP, Who.PARTNER_PERSON, take_drop),
)
