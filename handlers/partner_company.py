"""Which company in Slack a partner is, chosen by its owner through somebody who works there."""

from slack_sdk.errors import SlackClientError

from bot.flows.access import owner_only, partner_for
from bot.flows.errors import Refusal
from bot.flows.partners import companies
from bot.flows.people.in_slack import SlackPerson, weighed
from bot.rules.policy import Who
from handlers.call import Call
from handlers.partner_settings import show_again
from handlers.registry import Entry, Kind
from messages.ids import Action, Callback, as_uuid
from messages.internal import partner_company as form
from storage.workspaces import Workspace


def ask(call: Call) -> None:
    """Button in the partner's settings, or in the message that asks its owner."""
    with call.reading() as session:
        partner = partner_for(session, call.actor, as_uuid(call.value))
        owner_only(call.actor, partner)
        view = form.company_form(partner.id, partner.name)
    if call.origin.in_modal:
        call.update_view(view)
    else:
        call.open(view)


def keep(call: Call) -> None:
    """Keep the company of the chosen person, and ask anew who everybody is."""
    partner_id = as_uuid(call.private.get("partner"))
    who = _chosen(call)
    with call.transaction() as session:
        companies.choose(session, call.actor, partner_id, who, now=call.now)
    if call.forget is not None:
        call.forget(None)
    show_again(call, partner_id)


def _chosen(call: Call) -> SlackPerson:
    """Return the chosen person as Slack describes them now. Raises Refusal for an unknown one."""
    with call.reading() as session:
        workspace = session.get_one(Workspace, call.workspace_id)
    try:
        user = call.slack.users_info(user=call.inputs.user(form.FIELD) or "")["user"]
    except (SlackClientError, OSError) as unknown:
        sentence = "I couldn't find that person in Slack."
        raise Refusal(sentence, block_id=form.FIELD) from unknown
    team_id, enterprise_id = workspace.slack_team_id or "", workspace.enterprise_id
    return weighed(user, team_id=team_id, enterprise_id=enterprise_id)


ENTRIES = (
    Entry(Kind.ACTION, Action.PARTNER_COMPANY, Who.ANYONE_INSIDE, ask),
    Entry(Kind.VIEW, Callback.PARTNER_COMPANY, Who.ANYONE_INSIDE, keep),
)
