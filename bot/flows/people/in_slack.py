"""People as Slack describes them: who is one of us, and whose the others are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.delivery.people import user_facts
from bot.rules.audience import SLACKBOT, UserFacts, is_internal, is_of_ours
from bot.rules.typed import storable
from storage import partners, people
from storage.partners import ChannelKind, name_key
from storage.people import Person, Side

UNKNOWN_ZONE = "UTC"
NO_NAME = "Somebody"


@dataclass(frozen=True, slots=True)
class SlackPerson:
    """What users.info said of somebody, weighed: ``is_internal`` is the rules' verdict."""

    slack_user_id: str
    name: str
    zone: str | None
    is_internal: bool
    is_admin: bool
    is_active: bool
    is_of_ours: bool  # of our own team or enterprise; a guest where not internal
    said: UserFacts


def from_slack(
    session: Session,
    *,
    workspace_id: UUID,
    user: dict[str, Any],
    team_id: str,
    enterprise_id: str | None,
    channel_id: str | None = None,
    now: datetime,
) -> Person:
    """Return the person behind a Slack user, written down as users.info describes them now.

    Somebody from outside belongs to the partner whose shared channel (``channel_id``, Slack's)
    they were first seen in, as long as they are of its company; a guest of ours does without.
    A bot, or who was deactivated, joins nobody. Somebody ours whom an import knew by name only
    becomes the same person. A new zone is taken over at once.
    """
    facts = weighed(user, team_id=team_id, enterprise_id=enterprise_id)
    found = people.of_slack_id(
        session, workspace_id=workspace_id, slack_user_id=facts.slack_user_id
    )
    person = found or _named_only(session, facts, workspace_id=workspace_id)
    known = None if person is None else person.partner_id
    here = _partner_in(session, workspace_id, channel_id) if facts.is_active else None
    partner_id = _first_of_theirs(session, workspace_id, facts, (known, here))
    if person is None:
        person = _new(session, facts, workspace_id=workspace_id, partner_id=partner_id)
    _describe(session, person, facts, partner_id=partner_id)
    person.checked_at = now
    session.add(person)
    session.flush()
    return person


def weighed(user: dict[str, Any], *, team_id: str, enterprise_id: str | None) -> SlackPerson:
    """Return what Slack's user object says, with the verdict whether this is one of us."""
    profile = user.get("profile") or {}
    facts = user_facts(user)
    name = profile.get("real_name") or user.get("real_name") or user.get("name")
    return SlackPerson(
        slack_user_id=facts.user_id,
        name=storable(str(name or NO_NAME)),
        zone=user.get("tz"),
        is_internal=is_internal(facts, team_id, enterprise_id),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_active=not (user.get("deleted") or user.get("is_bot") or facts.user_id == SLACKBOT),
        is_of_ours=is_of_ours(facts, team_id, enterprise_id),
        said=facts,
    )


def known_zone(zone: str | None) -> str:
    """Return ``zone`` when it is the name of a time zone, else UTC."""
    try:
        ZoneInfo(zone or UNKNOWN_ZONE)
    except (LookupError, ValueError, OSError):
        return UNKNOWN_ZONE
    return zone or UNKNOWN_ZONE


def _first_of_theirs(
    session: Session,
    workspace_id: UUID,
    facts: SlackPerson,
    partner_ids: Iterable[UUID | None],
) -> UUID | None:
    """Return the first of these partners whose person somebody from outside can be.

    Anybody of any company may be in a shared channel: being there makes only guests, whom we
    invited ourselves, the partner's.
    """
    if facts.is_internal:
        return None
    for partner_id in partner_ids:
        partner = partners.of_id(session, workspace_id=workspace_id, partner_id=partner_id)
        if partner and (facts.is_of_ours or facts.said.is_of(partner.slack_team_id)):
            return partner.id
    return None


def _partner_in(session: Session, workspace_id: UUID, channel_id: str | None) -> UUID | None:
    if channel_id is None:
        return None
    channel = partners.channel_of_slack_id(
        session, workspace_id=workspace_id, slack_channel_id=channel_id
    )
    if channel is None or channel.kind is not ChannelKind.SHARED:
        return None
    return channel.partner_id


def _named_only(session: Session, facts: SlackPerson, *, workspace_id: UUID) -> Person | None:
    if not facts.is_internal:
        return None  # a name typed by somebody outside proves nothing
    same = people.named(
        session, workspace_id=workspace_id, key=name_key(facts.name), partner_id=None
    )
    unlinked = [one for one in same if one.slack_user_id is None and one.side is Side.OURS]
    return unlinked[0] if len(unlinked) == 1 else None


def _new(
    session: Session, facts: SlackPerson, *, workspace_id: UUID, partner_id: UUID | None
) -> Person:
    name = " ".join(facts.name.split()) or NO_NAME
    key = name_key(name)
    if people.named(session, workspace_id=workspace_id, key=key, partner_id=partner_id):
        key = f"{key} {facts.slack_user_id.lower()}"  # two people may bear one name
    return Person(
        workspace_id=workspace_id,
        name=name,
        name_key=key,
        side=Side.OURS if facts.is_internal else Side.THEIRS,
        partner_id=partner_id,
    )


def _describe(
    session: Session, person: Person, facts: SlackPerson, *, partner_id: UUID | None
) -> None:
    person.slack_user_id = facts.slack_user_id
    person.name = " ".join(facts.name.split()) or person.name
    person.zone = known_zone(facts.zone)
    person.is_internal = facts.is_internal
    person.is_admin = facts.is_internal and facts.is_admin
    person.is_active = facts.is_active
    if facts.is_internal:
        person.side, person.partner_id = Side.OURS, None
    elif partner_id is None:
        person.partner_id = None
    elif person.partner_id != partner_id:
        person.side = Side.THEIRS
        _join(session, person, partner_id)


def _join(session: Session, person: Person, partner_id: UUID) -> None:
    """Make the person one of the partner's, under a name key that is free there."""
    taken = people.named(
        session, workspace_id=person.workspace_id, key=person.name_key, partner_id=partner_id
    )
    if any(other.id != person.id for other in taken):
        person.name_key = f"{person.name_key} {(person.slack_user_id or '').lower()}"
    person.partner_id = partner_id
