"""The question of the quarter: asked by our owner, answered by people of both sides."""

from bot.flows.errors import Refusal
from bot.flows.partners import pulse, pulse_asking
from bot.rules.policy import Who
from handlers.call import Call
from handlers.partner_settings import show_again
from handlers.registry import Entry, Kind
from messages.ids import Action, Callback, as_uuid
from messages.shared import pulse as messages


def ask(call: Call) -> None:
    """Button "Ask now" in a partner's settings."""
    with call.transaction() as session:
        asked = pulse_asking.ask(session, call.actor, as_uuid(call.value), now=call.now)
    show_again(call, asked.partner_id)


def open_form(call: Call) -> None:
    """Button "Answer"."""
    with call.reading() as session:
        asked = pulse.question(session, call.actor, as_uuid(call.value))
    call.open(messages.form(asked))


def take(call: Call) -> None:
    """Keep the answer."""
    chosen = call.inputs.choice("score") or ""
    if not chosen.isdigit():
        raise Refusal("Choose one of the five.", block_id="score")
    with call.transaction() as session:
        pulse.answer(
            session,
            call.actor,
            as_uuid(call.private.get("pulse")),
            score=int(chosen),
            word=call.inputs.text("word"),
            now=call.now,
        )
    call.answer(messages.thanks())


ENTRIES: tuple[Entry, ...] = (
    Entry(Kind.ACTION, Action.PULSE_ASK, Who.ANYONE_INSIDE, ask),
    Entry(Kind.ACTION, Action.PULSE_ANSWER, Who.PARTNER_PERSON, open_form),
    Entry(Kind.VIEW, Callback.PULSE_ANSWER, Who.PARTNER_PERSON, take),
)
