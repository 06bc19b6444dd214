"""People: who somebody is, how they are known, and when they work."""

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.people.in_slack import UNKNOWN_ZONE, from_slack, known_zone
from bot.rules.working_calendar import AwaySpan, WorkingCalendar
from storage import partners, people
from storage.partners import name_key
from storage.people import Person, Side

__all__ = [
    "UNKNOWN_ZONE",
    "actor_of",
    "calendar_of",
    "find_or_make_by_name",
    "from_slack",
    "today_of",
]


class Days(Protocol):
    """What a person's days are read from: a Person, or a row with these columns."""

    zone: str
    working_days: str
    country: str | None
    away_from: date | None
    away_to: date | None


def calendar_of(person: Days) -> WorkingCalendar:
    """Return when the person works.

    A zone nobody knows counts as UTC, and a country nobody knows has no holidays: what one row
    says must not stop all that is due in its workspace.
    """
    return _calendar(
        person.zone, person.working_days, person.country, person.away_from, person.away_to
    )


@lru_cache(maxsize=4096)
def _calendar(
    zone: str, working_days: str, country: str | None, first: date | None, last: date | None
) -> WorkingCalendar:
    away = (AwaySpan(first, last),) if first and last else ()
    return WorkingCalendar(
        zone=known_zone(zone),
        working_days=frozenset(int(digit) for digit in working_days),
        country=country if country and _has_holidays(country) else None,
        away=away,
    )


def _has_holidays(country: str) -> bool:
    try:
        WorkingCalendar(UNKNOWN_ZONE, country=country)
    except ValueError:
        return False
    return True


def today_of(person: Days, now: datetime) -> date:
    """Return the date on the person's wall."""
    return calendar_of(person).local_date(now)


def find_or_make_by_name(
    session: Session,
    *,
    workspace_id: UUID,
    name: str,
    side: Side = Side.OURS,
    partner_id: UUID | None = None,
) -> Person:
    """Return the person of that name, made if nobody has it yet.

    ``partner_id`` says whose person it is when ``side`` is THEIRS. Of several, the one known
    to Slack is taken, then the oldest. Raises ValueError when the name is empty.
    """
    shown = " ".join(name.split())
    if not shown:
        raise ValueError("A person needs a name.")
    partner_id = partner_id if side is Side.THEIRS else None
    key = name_key(shown)
    for person in people.named(session, workspace_id=workspace_id, key=key, partner_id=partner_id):
        if person.side is side:
            return person
    made = Person(
        workspace_id=workspace_id, name=shown, name_key=key, side=side, partner_id=partner_id
    )
    session.add(made)
    session.flush()
    return made


def actor_of(person: Person) -> Actor:
    """Return the person as the one who acts. Who is gone, or no person, is nobody's."""
    return Actor(
        workspace_id=person.workspace_id,
        person_id=person.id,
        slack_user_id=person.slack_user_id or "",
        name=person.name,
        zone=person.zone,
        is_internal=person.is_internal,
        is_admin=person.is_admin,
        only_looks=person.only_looks,
        partner_id=person.partner_id if person.is_active else None,
    )


def actor_in(session: Session, person: Person, *, slack_channel_id: str | None) -> Actor:
    """Return the person as the one who acts there: in another partner's channel, for nobody."""
    actor = actor_of(person)
    if actor.partner_id is None or slack_channel_id is None:
        return actor
    channel = partners.channel_of_slack_id(
        session, workspace_id=person.workspace_id, slack_channel_id=slack_channel_id
    )
    if channel is None or channel.partner_id == actor.partner_id:
        return actor
    return replace(actor, partner_id=None)
