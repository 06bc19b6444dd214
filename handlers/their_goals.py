"""What the partner's people press about goals; our people, where they have no channel."""

from sqlmodel import Session

from bot.flows import ledger_facts
from bot.flows.goals import their_goals
from bot.rules.policy import Who
from handlers.call import Call
from handlers.commands_partner import today
from handlers.goals import number_typed
from handlers.registry import Entry, Kind
from messages.answers import sentence
from messages.ids import Action, Callback, as_uuid
from messages.shared import goal_card
from messages.shared import ledger as shared_ledger
from messages.shared.ledger_facts import GoalFacts
from storage.goals import Goal


def ask(call: Call) -> None:
    """Button "Ask them to agree": put the goal to the partner in the shared channel."""
    with call.transaction() as session:
        said = their_goals.ask(session, call.actor, as_uuid(call.value), now=call.now)
    call.answer(sentence(said))


def agree(call: Call) -> None:
    """Button "Agree"."""
    with call.transaction() as session:
        outcome = their_goals.agree(
            session, call.actor, as_uuid(call.value), now=call.now, clicked=call.message_ref
        )
    call.replace(shared_ledger.settled(outcome))


def ask_reason(call: Call) -> None:
    """Button "Decline": ask for a word."""
    with call.reading() as session:
        facts = _facts(
            call, session, their_goals.answerable(session, call.actor, as_uuid(call.value))
        )
    call.open(goal_card.decline(facts))


def decline(call: Call) -> None:
    """Write down the partner's no."""
    with call.transaction() as session:
        outcome = their_goals.decline(
            session,
            call.actor,
            as_uuid(call.private.get("goal")),
            reason=call.inputs.text("reason"),
            now=call.now,
        )
    call.answer(shared_ledger.settled(outcome))


def ask_number(call: Call) -> None:
    """Button "Update the number"."""
    with call.reading() as session:
        facts = _facts(
            call, session, their_goals.readable(session, call.actor, as_uuid(call.value))
        )
    call.open(goal_card.update(facts, today=today(call)))


def take_number(call: Call) -> None:
    """Take the number."""
    value, as_of = number_typed(call)
    with call.transaction() as session:
        outcome = their_goals.read(
            session,
            call.actor,
            as_uuid(call.private.get("goal")),
            value=value,
            as_of=as_of,
            note=call.inputs.text("note") or None,
            now=call.now,
        )
    call.answer(shared_ledger.settled(outcome))


def _facts(call: Call, session: Session, row: Goal) -> GoalFacts:
    [facts] = ledger_facts.goals(session, [row], workspace_id=call.workspace_id, now=call.now)
    return facts


ENTRIES: tuple[Entry, ...] = (
    Entry(Kind.ACTION, Action.GOAL_ASK, Who.ANYONE_INSIDE, ask),
    Entry(Kind.ACTION, Action.GOAL_THEIR_AGREE, Who.PARTNER_PERSON, agree),
    Entry(Kind.ACTION, Action.GOAL_THEIR_DECLINE, Who.PARTNER_PERSON, ask_reason),
    Entry(Kind.VIEW, Callback.GOAL_THEIR_DECLINE, Who.PARTNER_PERSON, decline),
    Entry(Kind.ACTION, Action.GOAL_THEIR_UPDATE, Who.PARTNER_PERSON, ask_number),
    Entry(Kind.VIEW, Callback.GOAL_THEIR_UPDATE, Who.PARTNER_PERSON, take_number),
)
