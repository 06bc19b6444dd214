"""One topic of a finished kickoff, edited in a form of its own."""

from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff import topics as kickoff_topics
from bot.rules.policy import Who
from handlers.call import Call
from handlers.kickoff_people import fields_of, learn
from handlers.registry import Entry, Kind
from messages.ids import Action, Callback, as_uuid
from messages.internal.kickoff_draft import Draft
from messages.internal.kickoff_steps import topic_view


def edit_topic(call: Call) -> None:
    """Button "Edit" beside a topic of a finished kickoff."""
    with call.reading() as session:
        editing = kickoff_topics.of(session, call.actor, as_uuid(call.value))
    draft = Draft(
        partner=editing.held.partner.name,
        fields=kickoff_topics.fields_of(editing),
        today=kickoff.today_of(call.actor, call.now),
        me=call.actor.slack_user_id,
    )
    call.open(topic_view(editing.row.topic, editing.row.id, draft))


def keep_topic(call: Call) -> None:
    """Write down one topic alone and rewrite the summaries."""
    learn(call)
    fields = fields_of(call)
    topic_id = as_uuid(call.private.get("topic"))
    with call.transaction() as session:
        errors = kickoff_topics.change(session, call.actor, topic_id, fields=fields, now=call.now)
    shown = {block_id: words for block_id, words in errors.items() if block_id in fields}
    if errors and not shown:
        show_topic_again(call)
    elif errors:
        call.errors(shown)
    else:
        call.clear()


def show_topic_again(call: Call) -> None:
    """Show the topic as it was typed, with what its state asks for."""
    with call.reading() as session:
        editing = kickoff_topics.of(session, call.actor, as_uuid(call.private.get("topic")))
    draft = Draft(
        partner=editing.held.partner.name,
        fields={**kickoff_topics.fields_of(editing), **fields_of(call)},
        today=kickoff.today_of(call.actor, call.now),
        me=call.actor.slack_user_id,
    )
    call.update_view(topic_view(editing.row.topic, editing.row.id, draft))


ENTRIES: tuple[Entry, ...] = (
    Entry(Kind.ACTION, Action.KICKOFF_EDIT_TOPIC, Who.ANYONE_INSIDE, edit_topic),
    Entry(Kind.VIEW, Callback.KICKOFF_TOPIC, Who.ANYONE_INSIDE, keep_topic),
)
