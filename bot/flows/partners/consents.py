"""Reminders in the shared channel: by the yes of both sides, which either takes back at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import Intent, SharedChannel, post_shared
from bot.flows.access import owner_only, partner_for
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from messages.audience import SharedMessage
from messages.shared import reminders
from messages.shared.reminders import ConsentFacts, Yes
from storage import asked, audit, consents, partners, people
from storage.columns import new_id
from storage.consents import Consent
from storage.partners import Channel, ChannelKind, Partner
from storage.people import Side
from storage.workspaces import Workspace

ASKED = "consent_asked"
WEEKLY = "partner_week"  # the subject of what consent is needed for, with the partner's id
WITHDRAWN = "consent withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the consents stand, and the partner they are about."""

    partner: Partner
    facts: ConsentFacts
    has_channel: bool


def standing(session: Session, actor: Actor, partner_id: UUID | None) -> Standing:
    """Return which side said yes, who and when, for whoever may act for the partner."""
    partner = partner_for(session, actor, partner_id)
    channel = _channel(session, partner)
    return Standing(partner, facts_of(session, partner), channel is not None)


def ask(session: Session, actor: Actor, partner_id: UUID | None, *, now: datetime) -> Standing:
    """Give our yes and ask for theirs in the shared channel.

    Raises Refusal for anybody but the partner's owner or an admin, and without such a channel.
    """
    partner = partner_for(session, actor, partner_id)
    owner_only(actor, partner)
    channel = _channel(session, partner)
    if channel is None:
        raise Refusal(f"There is no shared channel with {partner.name} to remind in.")
    held = consents.holding(session, workspace_id=partner.workspace_id, partner_id=partner.id)
    if Side.OURS not in held:
        _give(session, actor, partner, Side.OURS, now)
    if Side.THEIRS not in held:
        intent = Intent(
            workspace_id=partner.workspace_id,
            key=f"{ASKED}|{partner.id}|{new_id()}",
            rule=ASKED,
            why=f"{actor.name} asks {partner.name} whether to remind both sides here.",
            now=now,
            subject=(ASKED, partner.id),
        )
        message = reminders.ask(facts_of(session, partner))
        # Asked again, the newest question alone is out; one that still waits does not go.
        _skip(session, partner, ASKED, now)
        post_shared(session, message, SharedChannel(channel.id), intent=intent)
    return standing(session, actor, partner.id)


def give(
    session: Session, actor: Actor, partner_id: UUID | None, *, now: datetime
) -> SharedMessage:
    """Write down the partner's yes; a second one changes nothing.

    Raises Refusal for one of ours: it is the partner's to say.
    """
    partner = partner_for(session, actor, partner_id)
    if actor.is_internal:
        raise Refusal(f"This is {partner.name}'s to answer, by one of their own people.")
    held = consents.holding(session, workspace_id=partner.workspace_id, partner_id=partner.id)
    if Side.OURS not in held:
        raise Refusal("The other side has taken its question back.")
    if Side.THEIRS not in held:
        _give(session, actor, partner, Side.THEIRS, now)
    return reminders.ask(facts_of(session, partner))


def withdraw(
    session: Session, actor: Actor, partner_id: UUID | None, *, now: datetime
) -> SharedMessage:
    """Take back the yes of the side that acts: from this moment nothing goes out.

    Raises Refusal for ours who do not own the partner.
    """
    partner = partner_for(session, actor, partner_id)
    side = Side.OURS if actor.is_internal else Side.THEIRS
    if side is Side.OURS:
        owner_only(actor, partner)
    held = consents.holding(session, workspace_id=partner.workspace_id, partner_id=partner.id)
    row = held.get(side)
    if row is not None:
        row.withdrawn_by, row.withdrawn_at = actor.person_id, now
        session.add(row)
        _record(session, row, "consent.withdrawn", actor, now)
    for kind in (WEEKLY, ASKED):
        _skip(session, partner, kind, now)
    session.flush()
    return reminders.stopped(facts_of(session, partner), who=actor.name, ours=side is Side.OURS)


def _give(session: Session, actor: Actor, partner: Partner, side: Side, now: datetime) -> None:
    row = Consent(
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        side=side,
        given_by=actor.person_id,
        given_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, row, "consent.given", actor, now)


def facts_of(session: Session, partner: Partner) -> ConsentFacts:
    """Return which side said yes, who and when."""
    held = consents.holding(session, workspace_id=partner.workspace_id, partner_id=partner.id)
    named = people.of_ids(
        session,
        workspace_id=partner.workspace_id,
        person_ids=[row.given_by for row in held.values()],
    )
    said = {side: Yes(named[row.given_by].name, row.given_at) for side, row in held.items()}
    return ConsentFacts(
        partner_id=partner.id,
        partner=partner.name,
        us=session.get_one(Workspace, partner.workspace_id).name,
        ours=said.get(Side.OURS),
        theirs=said.get(Side.THEIRS),
    )


def _channel(session: Session, partner: Partner) -> Channel | None:
    return partners.channel_of(
        session,
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        kind=ChannelKind.SHARED,
    )


def _skip(session: Session, partner: Partner, kind: str, now: datetime) -> None:
    asked.skip_waiting(
        session,
        workspace_id=partner.workspace_id,
        subject=(kind, partner.id),
        reason=WITHDRAWN,
        now=now,
    )


def _record(session: Session, row: Consent, action: str, actor: Actor, now: datetime) -> None:
    audit.record(
        session,
        workspace_id=row.workspace_id,
        now=now,
        actor=actor.label,
        action=action,
        subject=("partner", row.partner_id),
        after={"side": row.side.value},
    )
