"""`/partner settings <partner>`: reminders in the shared channel, and the pulse."""

from uuid import UUID

from sqlmodel import Session

from bot.flows import consents, partners
from bot.flows.pulse import asked_on
from bot.rules.policy import Who
from handlers.call import Call
from handlers.commands_words import decoded
from handlers.registry import Entry, Kind
from messages.answers import sentence
from messages.audience import InternalView, SharedMessage
from messages.ids import Action, as_uuid
from messages.internal import partner_settings as form


def by_command(call: Call) -> None:
    """Open the settings of the partner whose name was typed."""
    with call.reading() as session:
        partner = partners.find(session, call.actor, decoded(call.words))
        view = _view(call, session, partner.id)
    call.open(view)


def show_again(call: Call, partner_id: UUID | None) -> None:
    """Show the settings as they stand now, in the modal that was acted in."""
    with call.reading() as session:
        view = _view(call, session, partner_id)
    call.update_view(view)


def ask(call: Call) -> None:
    """Button "Ask them": give our yes, and ask for theirs in the shared channel."""
    with call.transaction() as session:
        asked = consents.ask(session, call.actor, as_uuid(call.value), now=call.now)
    show_again(call, asked.partner.id)


def give(call: Call) -> None:
    """Button "Agree" in the shared channel."""
    with call.transaction() as session:
        message = consents.give(session, call.actor, as_uuid(call.value), now=call.now)
    call.replace(message)


def withdraw(call: Call) -> None:
    """Button "Stop these reminders", in the channel or in our settings."""
    with call.transaction() as session:
        message = consents.withdraw(session, call.actor, as_uuid(call.value), now=call.now)
    if call.origin.in_modal:
        show_again(call, as_uuid(call.value))
    else:
        _say(call, message)


def _say(call: Call, message: SharedMessage) -> None:
    """Rewrite the message that was clicked; on Home there is none."""
    if call.message_ref is not None:
        call.replace(message)
    else:
        call.answer(sentence(message.text))


def _view(call: Call, session: Session, partner_id: UUID | None) -> InternalView:
    standing = consents.standing(session, call.actor, partner_id)
    return form.settings(
        standing.facts,
        has_channel=standing.has_channel,
        asked_on=asked_on(session, call.actor, partner_id, now=call.now),
    )


ENTRIES: tuple[Entry, ...] = (
    Entry(Kind.ACTION, Action.CONSENT_ASK, Who.ANYONE_INSIDE, ask),
    Entry(Kind.ACTION, Action.CONSENT_GIVE, Who.PARTNER_PERSON, give),
    Entry(Kind.ACTION, Action.CONSENT_WITHDRAW, Who.PARTNER_PERSON, withdraw),
)
