"""Buttons and small modals that settle a commitment where the message is."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from sqlmodel import Session

from bot.flows import ledger_facts
from bot.flows.access import partner_for
from bot.flows.commitments import asking
from bot.flows.commitments import changes as commitments
from bot.flows.commitments.changes import Change, CommitmentTerms
from bot.flows.commitments.repeats import settled_before
from bot.flows.errors import Refusal
from bot.flows.nudges import settling as nudges
from bot.rules.policy import Who
from bot.rules.snooze import SnoozeChoice
from handlers import commands_lists, handover
from handlers.answered import answered_meanwhile
from handlers.call import Call
from handlers.commands_commitments import card_of, side_of
from handlers.commands_partner import person_of
from handlers.registry import Entry, Kind
from messages.audience import Message, SharedMessage, View
from messages.ids import Action, Callback, as_uuid, pack, unpack
from messages.internal.commitment_forms import THEIRS, PromiseDraft, new_promise
from messages.internal.nudge_forms import promise_comment_form
from messages.shared import commitment_card, commitment_forms
from messages.shared import ledger as shared_ledger
from messages.shared.commitment_card import MENU_WORDS
from messages.shared.ledger_facts import PromiseFacts
from storage.commitments import Commitment

Form = Callable[[PromiseFacts], View]
_AT_ONCE = {
    Action.COMMITMENT_DONE: commitments.done,
    Action.COMMITMENT_ACCEPT: commitments.accept,
    Action.COMMITMENT_UNBLOCK: commitments.unblock,
    Action.COMMITMENT_REOPEN: commitments.reopen,
}
_FORMS: dict[str, Form] = {
    Action.COMMITMENT_MOVE: commitment_forms.move,
    Action.COMMITMENT_BLOCK: commitment_forms.block,
    Action.COMMITMENT_SNOOZE: commitment_forms.snooze,
    Action.COMMITMENT_DECLINE: commitment_forms.decline,
    Action.COMMITMENT_COMMENT: lambda facts: promise_comment_form(facts.id, facts.title),
}
SAYS_SO = "says_so"  # the message a form was opened from will say what came of it
_INSIDE = {Action.COMMITMENT_COMMENT}  # whose forms and answers only our people read


def settle_at_once(call: Call) -> None:
    """Settle the commitment and rewrite the message to say so."""
    _settle(call, Action(call.name), as_uuid(call.value))


def open_form(call: Call) -> None:
    """Open the small modal that asks for what is missing."""
    _open(call, Action(call.name), as_uuid(call.value))


def from_menu(call: Call) -> None:
    """Do what was chosen in a line's menu."""
    way, _, commitment_id = call.value.partition(":")
    if way not in MENU_WORDS:
        raise Refusal("That menu is from an older message and no longer works.")
    action = MENU_WORDS[way][1]
    if action is Action.COMMITMENT_REASSIGN:
        handover.ask_commitment(call, as_uuid(commitment_id))
    elif action in _FORMS:
        _open(call, action, as_uuid(commitment_id))
    else:
        _settle(call, action, as_uuid(commitment_id), in_list=True)


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


def _settle(
    call: Call, action: Action, commitment_id: UUID | None, *, in_list: bool = False
) -> None:
    with call.transaction() as session:
        row = commitments.of(session, call.actor, commitment_id)
        before = settled_before(session, row, action)
        change = before or _AT_ONCE[action](
            session, row, actor=call.actor, now=call.now, clicked=call.message_ref
        )
        message = _rewritten(call, session, change, in_list=in_list)
    call.replace(message)


def _rewritten(call: Call, session: Session, change: Change, *, in_list: bool) -> Message:
    """Return what the clicked message says now: all of it, when it is about several things."""
    session.flush()
    whole = nudges.rendered_anew(
        session, workspace_id=call.workspace_id, message_ref=call.message_ref, now=call.now
    )
    if isinstance(whole, SharedMessage) or (whole is not None and call.actor.is_internal):
        return whole
    if in_list:
        return commands_lists.again(call, session, change)
    return card_of(call, session, change.commitment, change.outcome)


def _open(call: Call, action: Action, commitment_id: UUID | None) -> None:
    """Open the form, unless somebody settled it first: then the message says who and how."""
    with call.reading() as session:
        row = commitments.of(session, call.actor, commitment_id)
        answered: Message | None = None
        before = settled_before(session, row, action)
        if before is not None and call.message_ref is not None:
            answered = _rewritten(call, session, before, in_list=False)
        else:
            answered = answered_meanwhile(call, session, row.id)
        [facts] = ledger_facts.promises(
            session, [row], workspace_id=call.workspace_id, now=call.now
        )
        says_so = nudges.asks_about(
            session,
            workspace_id=call.workspace_id,
            message_ref=call.message_ref,
            subject_id=row.id,
        )
    if answered is not None:
        call.replace(answered)
    else:
        form = _FORMS[action](facts)
        call.open(_knowing(form, SAYS_SO) if says_so else form)


def _knowing(form: View, fact: str) -> View:
    known = unpack(form.payload["private_metadata"]) | {fact: True}
    return replace(form, payload={**form.payload, "private_metadata": pack(known)})


def _take(call: Call, change: Callable[[Session, Commitment], Change]) -> None:
    """Make a change a form asks for; the messages that asked for it are rewritten later.

    Where the form was opened from such a message, that is the answer, and nothing is to be closed.
    """
    with call.transaction() as session:
        row = commitments.of(session, call.actor, as_uuid(call.private.get("commitment")))
        before = settled_before(session, row, call.name)
        outcome = (before or change(session, row)).outcome
    if before is None and call.private.get(SAYS_SO):
        call.close()
    else:
        call.answer(shared_ledger.settled(outcome))


ENTRIES = (
    *(Entry(Kind.ACTION, each, Who.PARTNER_PERSON, settle_at_once) for each in _AT_ONCE),
    *(
        Entry(
            Kind.ACTION,
            each,
            Who.ANYONE_INSIDE if each in _INSIDE else Who.PARTNER_PERSON,
            open_form,
        )
        for each in _FORMS
    ),
    Entry(Kind.ACTION, Action.COMMITMENT_MENU, Who.PARTNER_PERSON, from_menu),
    Entry(Kind.ACTION, Action.COMMITMENT_NEW, Who.ANYONE_INSIDE, open_new),
    Entry(Kind.VIEW, Callback.COMMITMENT_NEW, Who.ANYONE_INSIDE, take_new),
    Entry(Kind.VIEW, Callback.COMMITMENT_COMMENT, Who.ANYONE_INSIDE, take_comment),
    Entry(Kind.VIEW, Callback.COMMITMENT_MOVE, Who.PARTNER_PERSON, take_move),
    Entry(Kind.VIEW, Callback.COMMITMENT_BLOCK, Who.PARTNER_PERSON, take_block),
    Entry(Kind.VIEW, Callback.COMMITMENT_SNOOZE, Who.PARTNER_PERSON, take_snooze),
    Entry(Kind.VIEW, Callback.COMMITMENT_DECLINE, Who.PARTNER_PERSON, take_decline),
)
