"""The message shortcut "Make this a commitment": where promises are made, they are kept."""

from slack_sdk.errors import SlackClientError

from bot.flows.partners import record as partners
from bot.rules.policy import Who
from handlers.call import Call
from handlers.commands_words import decoded
from handlers.registry import Entry, Kind
from messages.ids import Shortcut
from messages.internal.commitment_forms import PromiseDraft, new_promise
from messages.render import plain

LONGEST_TITLE = 250


def make_commitment(call: Call) -> None:
    """Open the form with the message's words, its author as owner, and the way back to it."""
    message = call.body.get("message") or {}
    with call.reading() as session:
        partner = partners.of_channel(
            session, workspace_id=call.workspace_id, slack_channel_id=call.channel_id
        )
        here = (partner.id, partner.name) if partner else None
    author = message.get("user") if not message.get("bot_id") else None
    draft = PromiseDraft(
        partner=here,
        title=plain(decoded(str(message.get("text") or "")))[:LONGEST_TITLE],
        owner=author or call.actor.slack_user_id,
        permalink=_permalink(call),
    )
    call.open(new_promise(draft))


def _permalink(call: Call) -> str | None:
    """Return the way back to the message; without it the promise is kept all the same."""
    if call.message_ref is None:
        return None
    channel, ts = call.message_ref
    try:
        found = call.slack.chat_getPermalink(channel=channel, message_ts=ts)
    except SlackClientError:
        return None
    return str(found["permalink"])


ENTRIES = (Entry(Kind.SHORTCUT, Shortcut.MAKE_COMMITMENT, Who.ANYONE_INSIDE, make_commitment),)
