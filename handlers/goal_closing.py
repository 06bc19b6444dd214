"""Closing a goal, from its buttons or at the keyboard, and taking that back."""

from collections.abc import Sequence

from sqlmodel import Session

from bot.flows import finding, ledger_facts
from bot.flows.access import partner_for
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.goals import closing
from bot.rules.endings import Ending
from bot.rules.policy import Who
from handlers.answered import answered_meanwhile
from handlers.call import Call
from handlers.commands_partner import ask_partner
from handlers.commands_words import CLOSE, decoded
from handlers.registry import Entry, Kind
from messages.ids import Action, Callback, as_uuid
from messages.internal import goal_closing, goal_lists
from messages.shared.ledger_facts import GoalFacts
from storage import goals as goal_rows
from storage.goals import Goal
from storage.partners import PartnerName


def open_form(call: Call) -> None:
    """Button "Close": ask how it ended, unless somebody answered the message first."""
    with call.reading() as session:
        row = goals.of(session, call.actor, as_uuid(call.value))
        answered = answered_meanwhile(call, session, row.id)
        if answered is None:
            goals.refuse_closed(row)
        facts = _facts(call, session, [row])
    if answered is not None:
        call.replace(answered)
    else:
        call.open(goal_closing.form(facts))


def open_choice(call: Call) -> None:
    """Button "Close a goal" of a partner: ask which one too, where there are several."""
    with call.reading() as session:
        partner = partner_for(session, call.actor, as_uuid(call.value))
        facts = _open_goals(call, session, PartnerName(partner.id, partner.name, partner.name_key))
    call.open(goal_closing.form(facts))


def at_keyboard(call: Call, partner: PartnerName | None, words: str) -> None:
    """`/partner goal close METRIC`: ask how it ended; without a metric, of which goal."""
    if partner is None:
        call.words = f"{CLOSE} {words}".strip()  # what goes on once a partner is chosen
        ask_partner(call, "goal")
        return
    with call.reading() as session:
        if words:
            row = finding.goal(session, call.actor, partner.id, decoded(words))
            facts = _facts(call, session, [row])
        else:
            facts = _open_goals(call, session, partner)
    call.open(goal_closing.form(facts))


def take(call: Call) -> None:
    """Close it as the form says; what asked about it is rewritten to say so."""
    chosen = call.inputs.choice("ending")
    if chosen not in set(Ending):
        raise Refusal("Say how it ended.", block_id="ending")
    goal_id = as_uuid(call.private.get("goal") or call.inputs.choice("goal"))
    with call.transaction() as session:
        row = goals.of(session, call.actor, goal_id)
        outcome = closing.close(
            session,
            row,
            ending=Ending(chosen),
            reason=call.inputs.text("reason"),
            actor=call.actor,
            now=call.now,
        )
        message = goal_closing.closed(row.id, outcome)
    call.answer(message)


def reopen(call: Call) -> None:
    """Button "Undo"."""
    with call.transaction() as session:
        row = goals.of(session, call.actor, as_uuid(call.value))
        outcome = closing.reopen(
            session, row, actor=call.actor, now=call.now, clicked=call.message_ref
        )
        [facts] = _facts(call, session, [row])
    call.replace(goal_lists.updated(facts, outcome))


def _open_goals(call: Call, session: Session, partner: PartnerName) -> list[GoalFacts]:
    rows = goal_rows.of_partner(session, workspace_id=call.workspace_id, partner_id=partner.id)
    if not rows:
        raise Refusal(f"There is no open goal with {partner.name}.")
    return _facts(call, session, rows)


def _facts(call: Call, session: Session, rows: Sequence[Goal]) -> list[GoalFacts]:
    return ledger_facts.goals(session, rows, workspace_id=call.workspace_id, now=call.now)


ENTRIES = (
    Entry(Kind.ACTION, Action.GOAL_CLOSE, Who.ANYONE_INSIDE, open_form),
    Entry(Kind.ACTION, Action.GOAL_CLOSE_ONE, Who.ANYONE_INSIDE, open_choice),
    Entry(Kind.VIEW, Callback.GOAL_CLOSE, Who.ANYONE_INSIDE, take),
    Entry(Kind.ACTION, Action.GOAL_REOPEN, Who.ANYONE_INSIDE, reopen),
)
