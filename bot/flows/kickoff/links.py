"""Links for partners who are not on Slack: made, shown, revoked, and answered once."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import NOT_FOUND, owner_only, partner_for
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.kickoff.link_tokens import Links
from messages.shared.confirm_links import OpenLink
from storage import audit, confirm_links, kickoffs, people
from storage.confirm_links import ConfirmLink
from storage.kickoffs import Kickoff, KickoffState
from storage.partners import Partner

LASTS = timedelta(days=14)
NO_ADDRESS = (
    "A link needs an address of ours: ask whoever runs the bot to set PUBLIC_URL and to run it "
    "over HTTP. In Socket Mode it has none."
)


def make(
    session: Session,
    actor: Actor,
    partner_id: UUID | None,
    *,
    links: Links | None,
    now: datetime,
) -> tuple[Partner, str, list[OpenLink]]:
    """Make a link to the partner's kickoff; return its address, and all that can be used now.

    The address cannot be shown again. Raises Refusal for anybody but the partner's owner or an
    admin, while nothing was submitted, and once the partner has confirmed.
    """
    partner = partner_for(session, actor, partner_id)
    owner_only(actor, partner)
    if links is None:
        raise Refusal(NO_ADDRESS)
    kickoff = kickoffs.newest_of(session, workspace_id=partner.workspace_id, partner_id=partner.id)
    if kickoff is None or kickoff.state is KickoffState.DRAFT:
        raise Refusal("Finish the kickoff first, with “/partner kickoff”.")
    if kickoff.state is KickoffState.CONFIRMED:
        raise Refusal(f"{partner.name} has confirmed its half already.")
    ends_at = now + LASTS
    made = links.make(expires_at=ends_at)
    link = ConfirmLink(
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        kickoff_id=kickoff.id,
        token_hash=made.token_hash,
        made_by=actor.person_id,
        made_at=now,
        expires_at=ends_at,
    )
    session.add(link)
    session.flush()
    _record(session, link, "confirm_link.made", actor.label, now)
    return partner, made.url, usable(session, kickoff, now=now)


def revoke(
    session: Session, actor: Actor, link_id: UUID | None, *, now: datetime
) -> tuple[Partner, list[OpenLink]]:
    """End a link at once; return those that can still be used."""
    link = confirm_links.of_id(session, workspace_id=actor.workspace_id, link_id=link_id)
    if link is None:
        raise Refusal(NOT_FOUND)
    partner = partner_for(session, actor, link.partner_id)
    owner_only(actor, partner)
    if link.revoked_at is None:
        link.revoked_by, link.revoked_at = actor.person_id, now
        session.add(link)
        session.flush()
        _record(session, link, "confirm_link.revoked", actor.label, now)
    return partner, usable(session, _kickoff(session, link), now=now)


def usable(session: Session, kickoff: Kickoff, *, now: datetime) -> list[OpenLink]:
    """Return the kickoff's links that can still be answered."""
    rows = confirm_links.usable(
        session, workspace_id=kickoff.workspace_id, kickoff_id=kickoff.id, now=now
    )
    makers = people.of_ids(
        session, workspace_id=kickoff.workspace_id, person_ids=[row.made_by for row in rows]
    )
    return [OpenLink(row.id, makers[row.made_by].name, row.made_at, row.expires_at) for row in rows]


def _kickoff(session: Session, link: ConfirmLink) -> Kickoff:
    found = kickoffs.of_id(session, workspace_id=link.workspace_id, kickoff_id=link.kickoff_id)
    if found is None:
        raise LookupError(f"link {link.id} leads nowhere")
    return found


def _record(session: Session, link: ConfirmLink, action: str, by: str, now: datetime) -> None:
    audit.record(
        session,
        workspace_id=link.workspace_id,
        now=now,
        actor=by,
        action=action,
        subject=("kickoff", link.kickoff_id),
        after={"link": str(link.id), "expires_at": link.expires_at.isoformat()},
    )
