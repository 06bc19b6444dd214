"""Rights on one partner: every id that comes back from Slack is authorised again."""

from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.errors import NotAllowed, Refusal
from storage import partners
from storage.partners import Partner

NOT_FOUND = "I can't find that any more. It may have been removed."


def partner_for(session: Session, actor: Actor, partner_id: UUID | None) -> Partner:
    """Return the partner if this person may act for it.

    Our people may act for every partner of their workspace, the partner's people for their
    own only. Raises Refusal otherwise, in the same words whether it exists or not.
    """
    partner = partners.of_id(session, workspace_id=actor.workspace_id, partner_id=partner_id)
    if partner is None or not (actor.is_internal or actor.partner_id == partner.id):
        raise Refusal(NOT_FOUND)
    return partner


def owner_only(actor: Actor, partner: Partner) -> None:
    """Raise NotAllowed unless this person owns the partner or is a workspace admin."""
    if actor.is_admin or (actor.is_internal and partner.owner_id == actor.person_id):
        return
    raise NotAllowed("Only the partner's owner or a workspace admin can do that.")
