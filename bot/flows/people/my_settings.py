"""A person's own settings: hours, days, country, absence, and what they hear of."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.nudges import waiting
from bot.flows.people.identity import calendar_of
from bot.flows.workspace import limits
from bot.rules.digest import hour_within
from bot.rules.kinds import FOR_GOOD, NudgeKind, kind_of
from bot.rules.working_calendar import WorkingCalendar
from messages.internal.my_settings import MySettings
from storage import audit, people
from storage.audit import Audit
from storage.people import Person

SET = "person.settings_set"
LONGEST_AWAY = timedelta(days=365)
MUTE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person chose; ``daily_hour`` None is the workspace's, ``until`` None for good."""

    daily_hour: int | None
    working_days: str
    country: str
    away: tuple[date | None, date | None]
    wanted: frozenset[NudgeKind]
    until: date | None


def mine(session: Session, actor: Actor, *, now: datetime) -> MySettings:
    """Return the settings of the person who asks."""
    person = _person(session, actor)
    its = limits.of(session, actor.workspace_id)
    muted = {NudgeKind(kind): last for kind, last in muted_now(person, now).items()}
    dates = [date.fromisoformat(last) for last in muted.values() if last != FOR_GOOD]
    last_change = _last_change(session, person)
    return MySettings(
        zone=person.zone,
        working_days=person.working_days,
        daily_hour=None if person.daily_hour is None else hour_within(person.daily_hour, its),
        workspace_hour=its.daily_hour,
        hours=range(its.day_opens.hour, its.day_closes.hour),
        country=person.country or "",
        away_from=person.away_from,
        away_to=person.away_to,
        muted=frozenset(muted),
        muted_until=max(dates, default=None),
        is_admin=actor.is_admin,
        last_change=last_change.id if last_change else None,
    )


def save(session: Session, actor: Actor, typed: Typed, *, now: datetime) -> Person:
    """Keep a person's own settings. Raises Refusal under the wrong field."""
    person = _person(session, actor)
    its = limits.of(session, actor.workspace_id)
    hour = typed.daily_hour
    if hour is not None and hour != hour_within(hour, its):
        raise Refusal("Choose one of the hours offered.", block_id="daily_hour")
    if not typed.working_days:
        raise Refusal("Choose at least one working day.", block_id="working_days")
    country = _country(typed.country)
    first, last = _absence(*typed.away)
    today = calendar_of(person).local_date(now)
    if typed.until is not None and typed.until < today:
        raise Refusal("Choose today or a later day.", block_id="muted_until")
    left_out = set(NudgeKind) - typed.wanted
    until = typed.until.isoformat() if typed.until else FOR_GOOD
    new = {
        "daily_hour": hour,
        "working_days": typed.working_days,
        "country": country,
        "away_from": first.isoformat() if first else None,
        "away_to": last.isoformat() if last else None,
        "muted": {kind.value: until for kind in sorted(left_out)},
    }
    return _keep(session, person, new, actor=actor, now=now)


def set_away(
    session: Session, actor: Actor, *, first: date | None, last: date | None, now: datetime
) -> Person:
    """Keep when a person is away; both None says that they are back."""
    person = _person(session, actor)
    first, last = _absence(first, last)
    if last is not None and last < calendar_of(person).local_date(now):
        raise Refusal("That absence is over already. Choose days that are still to come.")
    new = _said(person) | {
        "away_from": first.isoformat() if first else None,
        "away_to": last.isoformat() if last else None,
    }
    return _keep(session, person, new, actor=actor, now=now)


def mute(session: Session, actor: Actor, *, rule: str, now: datetime) -> tuple[NudgeKind, date]:
    """Leave out one kind of nudge for a week; return the kind and the last day."""
    kind = NudgeKind(rule) if rule in set(NudgeKind) else kind_of(rule)
    if kind is None:
        raise Refusal("This kind of message cannot be left out.")
    person = _person(session, actor)
    last = calendar_of(person).local_date(now) + timedelta(days=MUTE_DAYS)
    muted = muted_now(person, now) | {kind.value: last.isoformat()}
    _keep(session, person, _said(person) | {"muted": muted}, actor=actor, now=now)
    return kind, last


def put_back(session: Session, actor: Actor, entry_id: UUID | None, *, now: datetime) -> Person:
    """Undo the last change of a person's settings. Raises Refusal when it was not the last."""
    person = _person(session, actor)
    entry = _last_change(session, person)
    if entry is None or entry.id != entry_id or entry.before is None:
        raise Refusal("Your settings were changed again since. Open them to see how they stand.")
    return _keep(session, person, _said(person) | entry.before, actor=actor, now=now)


def _keep(
    session: Session, person: Person, new: dict[str, Any], *, actor: Actor, now: datetime
) -> Person:
    """Write the settings and what they were; messages that wait move to the new hours."""
    before = _said(person)
    if new == before:
        return person
    person.daily_hour, person.working_days = new["daily_hour"], new["working_days"]
    person.country, person.muted = new["country"], dict(new["muted"])
    person.away_from = date.fromisoformat(new["away_from"]) if new["away_from"] else None
    person.away_to = date.fromisoformat(new["away_to"]) if new["away_to"] else None
    session.add(person)
    session.flush()
    audit.record(
        session,
        workspace_id=person.workspace_id,
        now=now,
        actor=actor.label,
        action=SET,
        subject=("person", person.id),
        before=before,
        after=_said(person),
    )
    waiting.move(session, person, now=now)
    return person


def muted_now(person: Person, now: datetime) -> dict[str, str]:
    """Return the kinds the person leaves out now, each with its last day."""
    today = calendar_of(person).local_date(now).isoformat()
    return {
        kind: last
        for kind, last in person.muted.items()
        if kind in set(NudgeKind) and (last == FOR_GOOD or last >= today)
    }


def _country(typed: str) -> str | None:
    code = typed.strip().upper()
    if not code:
        return None
    try:
        WorkingCalendar("UTC", country=code)
    except ValueError as unknown:
        raise Refusal(str(unknown), block_id="country") from unknown
    return code


def _absence(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    if (first is None) != (last is None):
        missing = "away_from" if first is None else "away_to"
        raise Refusal("Say both the first and the last day away.", block_id=missing)
    if first is not None and last is not None:
        if last < first:
            raise Refusal("The last day away is before the first.", block_id="away_to")
        if last - first >= LONGEST_AWAY:
            raise Refusal("An absence can last a year at most.", block_id="away_to")
    return first, last


def _last_change(session: Session, person: Person) -> Audit | None:
    return audit.newest(session, workspace_id=person.workspace_id, action=SET, subject_id=person.id)


def _person(session: Session, actor: Actor) -> Person:
    person = people.of_id(session, workspace_id=actor.workspace_id, person_id=actor.person_id)
    if person is None:
        raise LookupError(f"no person {actor.person_id} in this workspace")
    return person


def _said(person: Person) -> dict[str, Any]:
    return {
        "daily_hour": person.daily_hour,
        "working_days": person.working_days,
        "country": person.country,
        "away_from": str(person.away_from) if person.away_from else None,
        "away_to": str(person.away_to) if person.away_to else None,
        "muted": dict(person.muted),
    }
