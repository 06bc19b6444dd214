"""Which partner a command is about, who is mentioned in it, and which day it is there."""

from datetime import date
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackClientError
from sqlmodel import Session

from bot.flows import finding
from bot.flows.access import partner_for
from bot.flows.errors import Refusal
from bot.flows.partners import companies
from bot.flows.partners import record as partners
from bot.flows.people import memory
from handlers.call import Call
from handlers.commands_words import decoded
from handlers.people import Tenant, company_seen
from handlers.people import person_of as known
from messages.internal import ledger_lists
from storage import partners as partner_table
from storage.partners import Partner, PartnerName
from storage.people import Person
from storage.workspaces import Workspace

FIRST_WORD = 3  # letters a word needs before it is taken for a misspelt name


def today(call: Call) -> date:
    """Return the date on the wall of whoever acts."""
    return call.now.astimezone(ZoneInfo(call.actor.zone)).date()


def partner_in(call: Call, session: Session) -> tuple[PartnerName | None, str]:
    """Return the partner a command begins with, else this channel's, and the words left.

    The partner's people always mean their own. Raises Refusal for a misspelt name.
    """
    words = call.words.split()
    typed = [decoded(word) for word in words]
    found, count = finding.leading_partner(session, call.actor, typed)
    rest = " ".join(words[count:])
    if found is None:
        found = _here(call, session)
    if found is None and typed and len(typed[0]) >= FIRST_WORD:
        near = finding.near_partner(session, call.actor, typed[0])
        if near is not None:
            raise Refusal(f"I don't know a partner called “{typed[0]}”. Did you mean {near}?")
    return found, rest


def named_or_here(call: Call, session: Session) -> Partner | None:
    """Return the partner whose name is all of the words, else this channel's."""
    if call.words and call.actor.is_internal:
        return partners.find(session, call.actor, decoded(call.words))
    here = _here(call, session)
    return None if here is None else partner_for(session, call.actor, here.id)


def ask_partner(call: Call, name: str) -> None:
    """Ask which partner is meant; the command goes on when one is chosen."""
    with call.transaction() as session:
        memory.remember_command(session, call.actor, name=name, words=call.words, now=call.now)
        known = partner_table.names(session, workspace_id=call.workspace_id)
    call.answer(ledger_lists.pick_partner(name, [(one.id, one.name) for one in known]))


def person_of(call: Call, slack_user_id: str | None) -> Person | None:
    """Return the person behind a mention or a menu, verified with Slack.

    Raises Refusal when Slack does not know them or they are gone.
    """
    if slack_user_id is None:
        return None
    with call.reading() as session:
        workspace = session.get_one(Workspace, call.workspace_id)
    tenant = Tenant(call.workspace_id, workspace.slack_team_id or "", workspace.enterprise_id)
    try:
        user = call.slack.users_info(user=slack_user_id)["user"]
        seen = company_seen(call.own, call.slack, tenant, user, call.channel_id)
    except SlackClientError as unknown:
        raise Refusal("I couldn't find that person in Slack.", block_id="owner") from unknown
    if user.get("deleted") or user.get("is_bot"):
        raise Refusal("Choose a person who is here.", block_id="owner")
    with call.transaction() as session:
        if seen is not None:
            companies.learn(session, seen, now=call.now)
        return known(session, tenant, user, channel_id=call.channel_id, now=call.now)


def _here(call: Call, session: Session) -> PartnerName | None:
    if call.actor.is_internal:
        found = partners.of_channel(
            session, workspace_id=call.workspace_id, slack_channel_id=call.channel_id
        )
    else:
        found = partner_for(session, call.actor, call.actor.partner_id)
    return None if found is None else PartnerName(found.id, found.name, found.name_key)
