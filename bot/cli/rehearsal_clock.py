"""When a rehearsal has to look: now, as people's days open, and at their mornings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from bot.flows.people.identity import calendar_of
from bot.rules.defaults import Limits
from bot.rules.digest import hour_within, next_digest_at
from storage.people import Person

LOOK_AHEAD = timedelta(days=4)  # a long weekend; whoever is away for longer is named as such


def mornings_of(person: Person, begin: datetime, its: Limits) -> list[datetime]:
    """Return the person's next morning, after what is left of this one where it has begun."""
    calendar = calendar_of(person)
    first = next_morning(person, begin, its, sent_on=person.last_daily_on)
    if first > begin:
        return [first]
    return [first, next_morning(person, begin, its, sent_on=calendar.local_date(begin))]


def next_morning(person: Person, now: datetime, its: Limits, *, sent_on: date | None) -> datetime:
    """Return when the person's next daily message can come."""
    return next_digest_at(
        now,
        calendar_of(person),
        hour=hour_within(person.daily_hour, its),
        last_sent_on=sent_on,
        last_sent_at=person.last_daily_at,
        last_sent_zone=person.last_daily_zone,
        spread_seed=str(person.id),
        limits=its,
    )


def instants(
    begin: datetime,
    end: datetime,
    people: list[Person],
    mornings: Mapping[UUID, Sequence[datetime]],
    its: Mapping[UUID, Limits],
) -> list[datetime]:
    """Return when something can fall due: now, as each zone's day opens, at each morning, at last.

    Mornings of one zone and hour are a few minutes apart; the last of them stands for all.
    """
    found = {begin, end}
    groups: dict[tuple[str, datetime], datetime] = {}
    for person in people:
        calendar, rules = calendar_of(person), its[person.workspace_id]
        for at in mornings[person.id]:
            opens = calendar.local_instant(calendar.local_date(at), rules.day_opens)
            found.add(opens)
            group = person.zone, at.replace(minute=0, second=0)
            groups[group] = max(at, groups.get(group, at))
    return sorted(at for at in found | set(groups.values()) if begin <= at <= end)
