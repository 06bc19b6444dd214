"""What the partner presses under a kickoff's summary; our people, where they have no channel."""

from bot.flows.kickoff import promises as kickoff_promises
from bot.flows.kickoff import settling as kickoff_settling
from bot.flows.kickoff.answering import Settled
from bot.rules.kickoff import Topic, TopicState
from bot.rules.policy import Who
from handlers.call import Call
from handlers.kickoff_people import fields_of
from handlers.registry import Entry, Kind
from messages.audience import SharedMessage
from messages.ids import Action, Callback, as_uuid
from messages.shared.kickoff_changes import (
    change_answered,
    change_over,
    change_promise,
    decline_promise,
    disagree,
    in_full,
    their_half,
)
from messages.shared.kickoff_fields import SHOWN, Part, changed, field


def read(call: Call) -> None:
    """Button "Read in full"."""
    with call.reading() as session:
        page = kickoff_settling.shown(session, call.actor, as_uuid(call.value), now=call.now)
    inside = call.actor.is_internal
    call.open(in_full(page, may_edit=inside, may_answer=inside is not page.has_shared_channel))


def confirm(call: Call) -> None:
    """Button "Confirm our half"."""
    with call.transaction() as session:
        settled = kickoff_settling.confirm(
            session, call.actor, as_uuid(call.value), now=call.now, clicked=call.message_ref
        )
    _show(call, settled)


def change(call: Call) -> None:
    """Button "Change": open the partner's half."""
    with call.reading() as session:
        kickoff_settling.answerable(session, call.actor, as_uuid(call.value))
        page = kickoff_settling.shown(session, call.actor, as_uuid(call.value), now=call.now)
    call.open(their_half(page))


def keep_half(call: Call) -> None:
    """Write down what the partner changed in their half."""
    new = changed(fields_of(call), call.private.get(SHOWN))
    answers = {
        topic: (words, TopicState(state) if state in set(TopicState) else None)
        for topic in Topic
        for words, state in [
            (new.get(field(topic, Part.THEIRS)), new.get(field(topic, Part.STATE)))
        ]
    }
    with call.transaction() as session:
        kickoff_settling.change_half(
            session,
            call.actor,
            as_uuid(call.private.get("kickoff")),
            answers=answers,
            now=call.now,
        )
    call.clear()


def ask_position(call: Call) -> None:
    """Button "We see it differently" beside a topic: ask how."""
    with call.reading() as session:
        row = kickoff_settling.topic_of(session, call.actor, as_uuid(call.value))
        page = kickoff_settling.shown(session, call.actor, row.kickoff_id, now=call.now)
    call.open(disagree(page, next(line for line in page.topics if line.id == row.id)))


def keep_position(call: Call) -> None:
    """Write down how the partner sees one topic."""
    with call.transaction() as session:
        kickoff_settling.disagree(
            session,
            call.actor,
            as_uuid(call.private.get("topic")),
            position=call.inputs.text("position"),
            now=call.now,
        )
    call.clear()


def accept(call: Call) -> None:
    """Button "Accept" of one commitment."""
    with call.transaction() as session:
        settled = kickoff_promises.accept(
            session, call.actor, as_uuid(call.value), now=call.now, clicked=call.message_ref
        )
    _show(call, settled)


def ask_change(call: Call) -> None:
    """Button "Change" of one commitment: ask for words and date."""
    with call.reading() as session:
        row = kickoff_promises.promise_of(session, call.actor, as_uuid(call.value))
    call.open(change_promise(row.id, title=row.title, due_on=row.due_on))


def keep_change(call: Call) -> None:
    """Pass on what the partner asks to change in a commitment."""
    with call.transaction() as session:
        kickoff_promises.ask_change(
            session,
            call.actor,
            as_uuid(call.private.get("commitment")),
            title=call.inputs.text("title"),
            due_on=call.inputs.date("due_on"),
            now=call.now,
        )
    call.clear()


def ask_reason(call: Call) -> None:
    """Button "Decline" of one commitment: ask why."""
    with call.reading() as session:
        row = kickoff_promises.promise_of(session, call.actor, as_uuid(call.value))
    call.open(decline_promise(row.id, title=row.title))


def decline(call: Call) -> None:
    """Write down why a commitment is declined."""
    with call.transaction() as session:
        kickoff_promises.decline(
            session,
            call.actor,
            as_uuid(call.private.get("commitment")),
            reason=call.inputs.text("reason"),
            now=call.now,
        )
    call.clear()


def take_change(call: Call) -> None:
    """Button "Agree to the change"."""
    _answer_change(call, agreed=True)


def keep_promise(call: Call) -> None:
    """Button "Keep it as it was"."""
    _answer_change(call, agreed=False)


def _answer_change(call: Call, *, agreed: bool) -> None:
    with call.transaction() as session:
        in_time = kickoff_promises.still_asked(session, call.actor, as_uuid(call.value))
        settled = kickoff_promises.take_change(
            session,
            call.actor,
            as_uuid(call.value),
            agreed=agreed,
            now=call.now,
            clicked=call.message_ref,
        )
    line = next(line for line in settled.page.promises if str(line.id) == call.value)
    said = change_over(line.title, line.state)
    if in_time:
        said = change_answered(line.title, who=call.actor.name, agreed=agreed)
    _show(call, settled, said)


def _show(call: Call, settled: Settled, otherwise: SharedMessage | None = None) -> None:
    """Rewrite what was clicked: the summary, the modal that shows it in full, or the message."""
    if settled.summary is not None:
        call.replace(settled.summary)
    elif call.origin.in_modal:
        may_answer = call.actor.is_internal is not settled.page.has_shared_channel
        view = in_full(settled.page, may_edit=call.actor.is_internal, may_answer=may_answer)
        call.update_view(view)
    elif otherwise is not None:
        call.replace(otherwise)


ENTRIES: tuple[Entry, ...] = (
    Entry(Kind.ACTION, Action.KICKOFF_READ, Who.READER, read),
    Entry(Kind.ACTION, Action.KICKOFF_CONFIRM, Who.PARTNER_PERSON, confirm),
    Entry(Kind.ACTION, Action.KICKOFF_CHANGE, Who.PARTNER_PERSON, change),
    Entry(Kind.VIEW, Callback.KICKOFF_THEIRS, Who.PARTNER_PERSON, keep_half),
    Entry(Kind.ACTION, Action.KICKOFF_DISAGREE, Who.PARTNER_PERSON, ask_position),
    Entry(Kind.VIEW, Callback.KICKOFF_DISAGREE, Who.PARTNER_PERSON, keep_position),
    Entry(Kind.ACTION, Action.KICKOFF_ACCEPT, Who.PARTNER_PERSON, accept),
    Entry(Kind.ACTION, Action.KICKOFF_CHANGE_PROMISE, Who.PARTNER_PERSON, ask_change),
    Entry(Kind.VIEW, Callback.KICKOFF_CHANGE_PROMISE, Who.PARTNER_PERSON, keep_change),
    Entry(Kind.ACTION, Action.KICKOFF_DECLINE, Who.PARTNER_PERSON, ask_reason),
    Entry(Kind.VIEW, Callback.KICKOFF_DECLINE, Who.PARTNER_PERSON, decline),
    Entry(Kind.ACTION, Action.KICKOFF_TAKE_CHANGE, Who.PARTNER_PERSON, take_change),
    Entry(Kind.ACTION, Action.KICKOFF_KEEP_PROMISE, Who.PARTNER_PERSON, keep_promise),
)
