"""Who did something and for which side, in words both sides may read."""

from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from storage import partners
from storage.people import Side


def spoken(
    session: Session, actor: Actor, *, partner_id: UUID | None = None, side: Side = Side.THEIRS
) -> str:
    """Return the person with the side they acted for.

    One of the partner's is "Ana Ruiz of Acme". One of ours is named alone where they acted for
    us, and is "Nadia Brooks for Acme" where they recorded what the partner said.
    """
    if actor.is_internal and side is Side.OURS:
        return actor.name
    partner = partners.of_id(
        session, workspace_id=actor.workspace_id, partner_id=partner_id or actor.partner_id
    )
    if partner is None:
        return actor.name
    return f"{actor.name} {'for' if actor.is_internal else 'of'} {partner.name}"
