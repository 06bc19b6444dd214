"""`/partner kickoff link [partner]`: a link for a partner who is not on Slack."""

from bot.flows.errors import Refusal
from bot.flows.kickoff import links as confirm_links
from bot.flows.partners import record as partners
from bot.rules.policy import Who
from handlers.call import Call
from handlers.commands_words import decoded
from handlers.registry import Entry, Kind
from messages.ids import Action, as_uuid
from messages.internal.confirm_links import links
from storage.partners import name_key, names

WORD = "link"


def is_meant(call: Call) -> bool:
    """Say whether a link is asked for, and not the kickoff with "Link Systems"."""
    first, _, more = decoded(call.words).partition(" ")
    if first.lower() != WORD:
        return False
    typed = name_key(decoded(call.words))
    with call.reading() as session:
        known = names(session, workspace_id=call.workspace_id)
    return not any(one.key.startswith(typed) if more else one.key == typed for one in known)


def by_command(call: Call) -> None:
    """Make a link and show it once, with the ways to end each that works."""
    words = decoded(call.words).partition(" ")[2].strip()
    with call.transaction() as session:
        partner = (
            partners.find(session, call.actor, words)
            if words
            else partners.of_channel(
                session, workspace_id=call.workspace_id, slack_channel_id=call.channel_id
            )
        )
        if partner is None:
            raise Refusal("Say which partner: “/partner kickoff link Acme”.")
        found, url, open_ones = confirm_links.make(
            session, call.actor, partner.id, links=call.links, now=call.now
        )
    call.answer(links(found.name, url, open_ones))


def revoke(call: Call) -> None:
    """Button "Revoke"."""
    with call.transaction() as session:
        partner, open_ones = confirm_links.revoke(
            session, call.actor, as_uuid(call.value), now=call.now
        )
    call.replace(links(partner.name, None, open_ones))


ENTRIES: tuple[Entry, ...] = (
    Entry(Kind.ACTION, Action.KICKOFF_REVOKE_LINK, Who.ANYONE_INSIDE, revoke),
)
