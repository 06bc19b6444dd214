"""Rights on one partner: every id that comes back from Slack is authorised again."""

from dataclasses import replace
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.errors import NotAllowed, Refusal
from bot.rules import policy
from bot.rules.policy import Who, allowed
from storage import partner_members, partners
from storage.partners import Partner

NOT_FOUND = "I can't find that any more. It may have been removed."


def partner_for(
    session: Session,
    actor: Actor,
    partner_id: UUID | None,
    *,
    item_owner_id: UUID | None = None,
    who: Who | None = None,
) -> Partner:
    """Return the partner if this person may do for it what they were let in for.

    They are held to their circle (``who``, else the entry point's) again, now that the partner
    is known: its own people for it alone, and of ours whoever was named, if anybody was. What a
    person owns (``item_owner_id``) they can answer even so. Raises NotAllowed for others of
    ours, and Refusal, in the same words whether it exists or not, for what is out of reach.
    """
    partner = partners.of_id(session, workspace_id=actor.workspace_id, partner_id=partner_id)
    if partner is None or not _is_in_reach(session, actor, partner):
        raise Refusal(NOT_FOUND)
    facts = replace(
        actor.facts,
        owns_partner=partner.owner_id == actor.person_id,
        owns_item=item_owner_id == actor.person_id,
        others_work_with_it=actor.is_internal and _others_work_with(session, partner, actor),
    )
    no = allowed(who or actor.let_in_as, facts)
    if no is not None:
        raise NotAllowed(no.sentence)
    return partner


def owner_only(actor: Actor, partner: Partner) -> None:
    """Raise NotAllowed unless this person owns the partner or is a workspace admin."""
    no = _no_owner(actor, partner)
    if no is not None:
        raise NotAllowed(no.sentence)


def acts_as_owner(actor: Actor, partner: Partner) -> bool:
    """Say whether this person owns the partner or is a workspace admin."""
    return _no_owner(actor, partner) is None


def _no_owner(actor: Actor, partner: Partner) -> policy.Refusal | None:
    facts = replace(actor.facts, owns_partner=partner.owner_id == actor.person_id)
    return allowed(Who.PARTNER_OWNER, facts)


def _is_in_reach(session: Session, actor: Actor, partner: Partner) -> bool:
    """Say whether the person, where they act, can mean this partner at all.

    A button of a message that a channel reads is answered in that message, for everybody there
    to see: it reaches the channel's own partner, and no other, whoever presses it.
    """
    if not actor.is_internal and actor.partner_id != partner.id:
        return False
    if actor.pressed_in is None:
        return True
    channel = partners.channel_of_slack_id(
        session, workspace_id=actor.workspace_id, slack_channel_id=actor.pressed_in
    )
    return channel is not None and channel.partner_id == partner.id


def _others_work_with(session: Session, partner: Partner, actor: Actor) -> bool:
    named = partner_members.of_partner(
        session, workspace_id=partner.workspace_id, partner_id=partner.id
    )
    return bool(named) and actor.person_id not in {*named, partner.sponsor_id}
