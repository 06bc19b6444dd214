"""The message shortcut "Make this a commitment": where promises are made, they are kept."""

from slack_sdk.errors import SlackClientError

from bot.flows.partners import record as partners
from bot.rules.policy import Who
from handlers.call import Call
from handlers.registry import Entry, Kind
from messages.ids import Shortcut
from messages.internal.commitment_forms import PromiseDraft, new_promise
from messages.render import cut, plain
from messages.words import as_words, mentioned
from storage import people
from storage.people import Side

LONGEST_TITLE = 250


def make_commitment(call: Call) -> None:
    """Open the form with the message's words, its author as owner, and the way back to it."""
    message = call.body.get("message") or {}
    text = str(message.get("text") or "")
    author = "" if message.get("bot_id") else str(message.get("user") or "")
    with call.reading() as session:
        partner = partners.of_channel(
            session, workspace_id=call.workspace_id, slack_channel_id=call.channel_id
        )
        here = (partner.id, partner.name) if partner else None
        known = people.of_slack_ids(
            session, workspace_id=call.workspace_id, slack_user_ids={*mentioned([text]), author}
        )
    names = {slack_user_id: person.name for slack_user_id, person in known.items()}
    draft = PromiseDraft(
        partner=here,
        title=cut(plain(as_words(text, names)), LONGEST_TITLE),
        owner=author or call.actor.slack_user_id,
        theirs=author in known and known[author].side is Side.THEIRS,
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
