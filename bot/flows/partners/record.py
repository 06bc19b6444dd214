"""Partners: added, found by what people type, tied to their channels, moved along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import owner_only, partner_for
from bot.flows.actors import Actor, By
from bot.flows.errors import Refusal
from bot.rules.stages import Stage
from storage import audit, partners
from storage.partners import Channel, ChannelKind, Partner, PartnerName, name_key

LONGEST_NAME = 120
CLOSE_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class PartnerTerms:
    """What is known of a partner when it is added."""

    name: str
    owner_id: UUID | None = None
    sponsor_id: UUID | None = None
    stage: Stage = Stage.SIGNED
    signed_on: date | None = None
    rhythm: str | None = None


def add(
    session: Session, terms: PartnerTerms, *, workspace_id: UUID, actor: By, now: datetime
) -> Partner:
    """Add a partner. Raises Refusal when the name is empty, too long or taken."""
    name = _name(terms.name)
    if partners.of_name(session, workspace_id=workspace_id, name=name) is not None:
        raise Refusal(f"There is a partner called “{name}” already.", block_id="name")
    partner = Partner(
        workspace_id=workspace_id,
        name=name,
        name_key=name_key(name),
        stage=terms.stage,
        parked_on=now.date() if terms.stage is Stage.DORMANT else None,
        owner_id=terms.owner_id,
        sponsor_id=terms.sponsor_id,
        signed_on=terms.signed_on,
        rhythm=terms.rhythm,
        created_at=now,
    )
    session.add(partner)
    session.flush()
    _record(session, partner, actor, now, "partner.added", after={"name": name})
    return partner


def find(session: Session, actor: Actor, typed: str) -> Partner:
    """Return the partner a person means by what they typed: its name, or a clear start of it.

    Raises Refusal with the nearest name otherwise. The partner's people find their own only.
    """
    only = None if actor.is_internal else actor.partner_id
    if not actor.is_internal and only is None:
        raise Refusal(f"I don't know a partner called “{typed}”.")
    known = partners.names(session, workspace_id=actor.workspace_id, only=only)
    meant = _meant(typed, known)
    if isinstance(meant, str):
        raise Refusal(meant)
    return partner_for(session, actor, meant.id)


def of_channel(
    session: Session, *, workspace_id: UUID, slack_channel_id: str | None
) -> Partner | None:
    """Return the partner a Slack channel belongs to."""
    if slack_channel_id is None:
        return None
    channel = partners.channel_of_slack_id(
        session, workspace_id=workspace_id, slack_channel_id=slack_channel_id
    )
    if channel is None:
        return None
    return partners.of_id(session, workspace_id=workspace_id, partner_id=channel.partner_id)


def link_channel(
    session: Session,
    partner: Partner,
    *,
    slack_channel_id: str,
    kind: ChannelKind,
    actor: By,
    now: datetime,
) -> Channel:
    """Tie a Slack channel to the partner; a second time changes only its kind.

    Raises Refusal when the channel belongs to another partner.
    """
    channel = partners.channel_of_slack_id(
        session, workspace_id=partner.workspace_id, slack_channel_id=slack_channel_id
    )
    if channel is not None and channel.partner_id != partner.id:
        raise Refusal("This channel belongs to another partner already.")
    if channel is None:
        channel = Channel(
            workspace_id=partner.workspace_id,
            partner_id=partner.id,
            slack_channel_id=slack_channel_id,
            kind=kind,
        )
    channel.kind = kind
    session.add(channel)
    session.flush()
    after = {"channel": slack_channel_id, "kind": kind.value}
    _record(session, partner, actor, now, "partner.channel_linked", after=after)
    return channel


def set_people(
    session: Session,
    partner: Partner,
    *,
    owner_id: UUID | None,
    sponsor_id: UUID | None,
    actor: By,
    now: datetime,
) -> Partner:
    """Say who owns the partner and who sponsors it. Raises Refusal for one without the right."""
    if isinstance(actor, Actor):
        owner_only(actor, partner)
    before = {"owner": _text(partner.owner_id), "sponsor": _text(partner.sponsor_id)}
    partner.owner_id, partner.sponsor_id = owner_id, sponsor_id
    session.add(partner)
    after = {"owner": _text(owner_id), "sponsor": _text(sponsor_id)}
    _record(session, partner, actor, now, "partner.people_set", before=before, after=after)
    return partner


def _meant(typed: str, known: list[PartnerName]) -> PartnerName | str:
    """Return the partner meant, or the sentence that says why none is."""
    key = name_key(typed)
    exact = [one for one in known if one.key == key]
    started = exact or [one for one in known if key and one.key.startswith(key)]
    if len(started) == 1:
        return started[0]
    if started:
        names = ", ".join(one.name for one in started[:3])
        return f"“{typed}” could be {names}. Type more of the name."
    near = get_close_matches(key, [one.key for one in known], n=1, cutoff=CLOSE_ENOUGH)
    if not near:
        return f"I don't know a partner called “{typed}”. /partner list shows all of them."
    name = next(one.name for one in known if one.key == near[0])
    return f"I don't know a partner called “{typed}”. Did you mean {name}?"


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name_key(name):
        raise Refusal("A partner needs a name.", block_id="name")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"Use a name of at most {LONGEST_NAME} characters.", block_id="name")
    return name


def _text(person_id: UUID | None) -> str | None:
    return None if person_id is None else str(person_id)


def _record(
    session: Session,
    partner: Partner,
    actor: By,
    now: datetime,
    action: str,
    *,
    before: Mapping[str, str | None] | None = None,
    after: Mapping[str, str | None] | None = None,
) -> None:
    audit.record(
        session,
        workspace_id=partner.workspace_id,
        now=now,
        actor=actor.label,
        action=action,
        subject=("partner", partner.id),
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
    )
