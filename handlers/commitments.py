"""Buttons and menus that settle a commitment where the message is, or open the modal for it."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

from bot.flows import ledger_facts
from bot.flows.commitments import changes as commitments
from bot.flows.commitments.changes import Change
from bot.flows.commitments.repeats import settled_before
from bot.flows.errors import Refusal
from bot.flows.nudges import settling as nudges
from bot.rules.policy import Who
from handlers import commands_lists, handover
from handlers.answered import answered_meanwhile
from handlers.call import Call
from handlers.commands_commitments import card_of
from handlers.commitment_forms import SAYS_SO
from handlers.registry import Entry, Kind
from messages.audience import Message, SharedMessage, View
from messages.ids import Action, as_uuid
from messages.internal.nudge_forms import promise_comment_form
from messages.parts import knowing
from messages.shared import commitment_forms
from messages.shared.commitment_card import MENU_WORDS
from messages.shared.ledger_facts import PromiseFacts

Form = Callable[[PromiseFacts], View]
_AT_ONCE = {
    Action.COMMITMENT_DONE: commitments.done,
    Action.COMMITMENT_ACCEPT: commitments.accept,
    Action.COMMITMENT_START: commitments.start,
    Action.COMMITMENT_UNBLOCK: commitments.unblock,
    Action.COMMITMENT_REOPEN: commitments.reopen,
}
_FORMS: dict[str, Form] = {
    Action.COMMITMENT_MOVE: commitment_forms.move,
    Action.COMMITMENT_BLOCK: commitment_forms.block,
    Action.COMMITMENT_SNOOZE: commitment_forms.snooze,
    Action.COMMITMENT_DECLINE: commitment_forms.decline,
    Action.COMMITMENT_DROP: commitment_forms.drop,
    Action.COMMITMENT_COMMENT: lambda facts: promise_comment_form(facts.id, facts.title),
}
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
        call.open(knowing(form, SAYS_SO) if says_so else form)


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
)
