"""A paused channel's buttons: what stands there, delete it, look again, make it the shared one."""

from collections.abc import Callable
from uuid import UUID

from bot.delivery.channels import look_at
from bot.delivery.people import People
from bot.flows.partners import channel_consent
from bot.flows.workspace.views import Page
from bot.rules.policy import Who
from handlers.call import Call
from handlers.registry import Entry, Kind
from messages.ids import Action, as_uuid
from messages.internal import channels as pages
from messages.render import Safe


def show(call: Call) -> None:
    """Show what was written there for our own people."""
    with call.reading() as session:
        found = channel_consent.page(session, call.actor, as_uuid(call.value))
    call.viewed(Page.CHANNEL, found.partner_id)
    call.open(pages.page(found.its, found.posts))


def delete_all(call: Call) -> None:
    """Have all of it deleted; Slack asked whether they are sure."""
    channel_id = as_uuid(call.value)
    with call.transaction() as session:
        outcome = channel_consent.delete_all(session, call.actor, channel_id, now=call.now)
    _say(call, channel_id, outcome)


def look_again(call: Call) -> None:
    """Look at the channel now, remembering nobody, and go on there if it is as it was meant."""
    channel_id = as_uuid(call.value)
    with call.reading() as session:
        slack_id = channel_consent.slack_id(session, call.actor, channel_id)
    facts = look_at(call.slack, slack_id, People())
    with call.transaction() as session:
        outcome = channel_consent.look_again(session, call.actor, channel_id, facts, now=call.now)
    _say(call, channel_id, outcome)


def make_shared(call: Call) -> None:
    """Let the channel be the one shared with the partner."""
    channel_id = as_uuid(call.value)
    with call.transaction() as session:
        outcome = channel_consent.make_shared(session, call.actor, channel_id, now=call.now)
    _say(call, channel_id, outcome)


def _say(call: Call, channel_id: UUID | None, outcome: Safe) -> None:
    """Say what came of it: on the page, or in place of the notice that was clicked."""
    with call.reading() as session:
        found = channel_consent.page(session, call.actor, channel_id)
    if call.origin.in_modal:
        call.update_view(pages.page(found.its, found.posts, outcome))
        return
    said = pages.answered(found.its, len(found.posts), outcome)
    if call.origin.in_direct_message:
        call.replace(said)
    else:
        call.answer(said)


_BY_OWNER: tuple[tuple[Action, Callable[[Call], None]], ...] = (
    (Action.CHANNEL_SHOW, show),
    (Action.CHANNEL_DELETE, delete_all),
    (Action.CHANNEL_LOOK, look_again),
    (Action.CHANNEL_MAKE_SHARED, make_shared),
)
# The flow lets the partner's owner and admins do these, and nobody else.
ENTRIES = tuple(Entry(Kind.ACTION, name, Who.ANYONE_INSIDE, run) for name, run in _BY_OWNER)
