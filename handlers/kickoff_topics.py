"""One topic of a finished kickoff, edited in a form of its own."""

from collections.abc import Mapping

from bot.flows.errors import Refusal
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff import topics as kickoff_topics
from bot.flows.kickoff.topics import Editing
from bot.rules.policy import Who
from handlers.call import Call
from handlers.kickoff_people import fields_of, learn
from handlers.registry import Entry, Kind
from messages.audience import InternalView
from messages.ids import Action, Callback, as_uuid
from messages.internal.kickoff_draft import Draft
from messages.internal.kickoff_steps import topic_view
from messages.shared.kickoff_fields import SHOWN, Part, changed, marks

# What it asks for is not on the screen, although whoever has it open left its state alone.
MEANWHILE = "Somebody changed this meanwhile. Close this window and open the topic again."


def edit_topic(call: Call) -> None:
    """Button "Edit" beside a topic of a finished kickoff."""
    with call.reading() as session:
        editing = kickoff_topics.of(session, call.actor, as_uuid(call.value))
    held = kickoff_topics.fields_of(editing)
    call.open(_view(call, editing, held, marks(held)))


def keep_topic(call: Call) -> None:
    """Write down one topic alone and rewrite the summaries."""
    learn(call)
    fields = fields_of(call)
    new = changed(fields, call.private.get(SHOWN))
    topic_id = as_uuid(call.private.get("topic"))
    with call.transaction() as session:
        errors = kickoff_topics.change(session, call.actor, topic_id, fields=new, now=call.now)
    shown = {block_id: words for block_id, words in errors.items() if block_id in fields}
    state = next((name for name in fields if name.endswith(f".{Part.STATE}")), None)
    if errors and not shown and state not in new:
        raise Refusal(MEANWHILE, block_id=state)
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
    fields = {**kickoff_topics.fields_of(editing), **fields_of(call)}
    # Slack keeps what stands in a field, so what was shown in it is still what was at first.
    call.update_view(_view(call, editing, fields, call.private.get(SHOWN, {})))


def _view(
    call: Call, editing: Editing, fields: Mapping[str, str], shown: Mapping[str, str]
) -> InternalView:
    draft = Draft(
        partner=editing.held.partner.name,
        fields=fields,
        today=kickoff.today_of(call.actor, call.now),
        me=call.actor.slack_user_id,
    )
    return topic_view(editing.row.topic, editing.row.id, draft, shown=shown)


ENTRIES: tuple[Entry, ...] = (
    Entry(Kind.ACTION, Action.KICKOFF_EDIT_TOPIC, Who.ANYONE_INSIDE, edit_topic),
    Entry(Kind.VIEW, Callback.KICKOFF_TOPIC, Who.ANYONE_INSIDE, keep_topic),
)
