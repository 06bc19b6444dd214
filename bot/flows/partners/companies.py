"""Which company in Slack a partner is: only its people, and guests of ours, act for the partner.

Several companies can be in one shared channel. Where ours and one other are, that is the
partner's; else its owner is asked, once, and until they say nobody from outside acts for it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import InsideDM, Intent, post_internal
from bot.flows.access import owner_only, partner_for
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.people.in_slack import SlackPerson
from bot.rules.audience import ChannelFacts, only_company
from messages.internal.partner_company import FIELD, which_company
from storage import audit, partners, people, stewards
from storage.partners import Channel, ChannelKind, Partner

RULE = "partner_company"
BY_SLACK = "slack"  # who says so, in the trail


@dataclass(frozen=True, slots=True)
class Unknown:
    """A partner whose company is not known, and Slack's id of the shared channel to look at."""

    partner_id: UUID
    slack_channel_id: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody from outside and what their channel looks like; the ids are of our own team."""

    unknown: Unknown
    who: SlackPerson
    facts: ChannelFacts
    team_id: str
    enterprise_id: str | None


def unknown_behind(
    session: Session, *, workspace_id: UUID, slack_user_id: str, slack_channel_id: str | None
) -> Unknown | None:
    """Return the partner for whom somebody from outside would act there, if it is unknown.

    That is the partner whose shared channel it is, elsewhere the one whose person they were.
    """
    channel = _shared_channel(session, workspace_id, slack_user_id, slack_channel_id)
    if channel is None:
        return None
    partner = session.get_one(Partner, channel.partner_id)
    if partner.slack_team_id is not None:
        return None
    return Unknown(partner.id, channel.slack_channel_id)


def _shared_channel(
    session: Session, workspace_id: UUID, slack_user_id: str, slack_channel_id: str | None
) -> Channel | None:
    here = slack_channel_id and partners.channel_of_slack_id(
        session, workspace_id=workspace_id, slack_channel_id=slack_channel_id
    )
    if here and here.kind is ChannelKind.SHARED:
        return here
    person = people.of_slack_id(session, workspace_id=workspace_id, slack_user_id=slack_user_id)
    if person is None or person.partner_id is None:
        return None
    return partners.channel_of(
        session,
        workspace_id=workspace_id,
        partner_id=person.partner_id,
        kind=ChannelKind.SHARED,
    )


def learn(session: Session, seen: Seen, *, now: datetime) -> None:
    """Take the company of who was seen if the channel connects no other; else ask the owner."""
    partner = session.get_one(Partner, seen.unknown.partner_id)
    if partner.slack_team_id is not None:
        return  # another process was quicker
    company = only_company(seen.facts, seen.who.said, seen.team_id, seen.enterprise_id)
    if company is None:
        _ask_owner(session, partner, seen, now)
    else:
        _keep(session, partner, company, by=BY_SLACK, now=now)


def choose(
    session: Session, actor: Actor, partner_id: UUID | None, who: SlackPerson, *, now: datetime
) -> Partner:
    """Let the partner be the company of this person; the one before acts for it no more.

    Raises NotAllowed for anybody but its owner or an admin, and Refusal for one of ours.
    """
    partner = partner_for(session, actor, partner_id)
    owner_only(actor, partner)
    company = who.said.company
    if who.is_of_ours or not who.is_active or company is None:
        raise Refusal("Choose somebody who works at the other company.", block_id=FIELD)
    if company != partner.slack_team_id:
        _keep(session, partner, company, by=actor.label, now=now)
    return partner


def _keep(session: Session, partner: Partner, company: str, *, by: str, now: datetime) -> None:
    before, partner.slack_team_id = partner.slack_team_id, company
    session.add(partner)
    audit.record(
        session,
        workspace_id=partner.workspace_id,
        now=now,
        actor=by,
        action="partner.company_set",
        subject=("partner", partner.id),
        before={"company": before},
        after={"company": company},
    )


def _ask_owner(session: Session, partner: Partner, seen: Seen, now: datetime) -> None:
    owner = stewards.steward(session, workspace_id=partner.workspace_id, partner_id=partner.id)
    if owner is None:
        return
    intent = Intent(
        workspace_id=partner.workspace_id,
        key=f"{RULE}|{partner.id}",
        rule=RULE,
        why="Several companies are in the shared channel, and one of them is the partner.",
        now=now,
        subject=("partner", partner.id),
    )
    message = which_company(
        partner.id,
        partner.name,
        slack_channel_id=seen.unknown.slack_channel_id,
        slack_user_id=seen.who.slack_user_id,
    )
    post_internal(session, message, InsideDM(owner.id), intent=intent)
