"""Handing a promise or a number to somebody else, by button or at the keyboard."""

from uuid import UUID

from bot.flows import finding
from bot.flows.commitments import changes as commitments
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.nudges import reassign
from bot.rules.policy import Who
from handlers.call import Call
from handlers.commands_commitments import card_of
from handlers.commands_partner import partner_in, person_of
from handlers.commands_words import decoded, mention
from handlers.registry import Entry, Kind
from messages.ids import Action, Callback, as_uuid
from messages.shared import handover
from messages.shared import ledger as shared_ledger
from storage import people
from storage.people import Person

EXAMPLE = "/partner assign 2 @lena, or /partner assign Acme won value @lena"


def open_commitment(call: Call) -> None:
    """Button "Hand over" of a promise."""
    ask_commitment(call, as_uuid(call.value))


def ask_commitment(call: Call, commitment_id: UUID | None) -> None:
    """Ask to whom a promise goes."""
    with call.transaction() as session:
        row = commitments.of(session, call.actor, commitment_id)
        owner = people.of_id(session, workspace_id=call.workspace_id, person_id=row.owner_id)
        slack_id = owner.slack_user_id if owner else None
        view = handover.form(handover.COMMITMENT, row.id, row.title, slack_id)
    call.open(view)


def open_goal(call: Call) -> None:
    """Button "Hand over" of a number."""
    with call.reading() as session:
        row = goals.of_open(session, call.actor, as_uuid(call.value))
        owner = people.of_id(session, workspace_id=call.workspace_id, person_id=row.owner_id)
        slack_id = owner.slack_user_id if owner else None
        view = handover.form(handover.GOAL, row.id, row.metric, slack_id)
    call.open(view)


def take(call: Call) -> None:
    """Hand it to whom the form names; the messages that asked for it are rewritten later."""
    to = person_of(call, call.inputs.user("owner"))
    if to is None:
        raise Refusal("Choose a person.", block_id="owner")
    with call.transaction() as session:
        to = session.get_one(Person, to.id)
        if handover.GOAL in call.private:
            number = goals.of(session, call.actor, as_uuid(call.private[handover.GOAL]))
            said = reassign.goal(session, number, to, actor=call.actor, now=call.now)
        else:
            promised = as_uuid(call.private.get(handover.COMMITMENT))
            row = commitments.of(session, call.actor, promised)
            said = reassign.commitment(session, row, to, actor=call.actor, now=call.now).outcome
    call.answer(shared_ledger.settled(said))


def assign(call: Call) -> None:
    """`/partner assign 2 @lena`: by a number in the last list, a title, or a metric."""
    mentioned, _ = mention(call.words)
    if mentioned is None:
        raise Refusal(f"Say what goes to whom. Try: {EXAMPLE}")
    to = person_of(call, mentioned)
    if to is None:
        raise Refusal(f"Say what goes to whom. Try: {EXAMPLE}")
    with call.transaction() as session:
        to = session.get_one(Person, to.id)
        partner, rest = partner_in(call, session)
        what = decoded(mention(rest)[1]).removesuffix(" to").strip()
        try:
            row = finding.commitment(
                session, call.actor, what, partner_id=partner.id if partner else None
            )
        except Refusal:
            if partner is None or not what or what.isdecimal():  # a number is a line of a list
                raise
            number = finding.goal(session, call.actor, partner.id, what)
            said = reassign.goal(session, number, to, actor=call.actor, now=call.now)
            message = shared_ledger.settled(said)
        else:
            change = reassign.commitment(session, row, to, actor=call.actor, now=call.now)
            message = card_of(call, session, change.commitment, change.outcome)
    call.answer(message)


ENTRIES = (
    Entry(Kind.COMMAND, "assign", Who.PARTNER_PERSON, assign),
    Entry(Kind.ACTION, Action.COMMITMENT_REASSIGN, Who.PARTNER_PERSON, open_commitment),
    Entry(Kind.ACTION, Action.GOAL_REASSIGN, Who.ANYONE_INSIDE, open_goal),
    Entry(Kind.VIEW, Callback.REASSIGN, Who.PARTNER_PERSON, take),
)
