"""By which hours a message goes that was held up: those of its readers, asked anew.

When it was written its hour was a good one. Since then Slack was away, or its reader moved to
another zone, changed their days, went on leave, or turned their notifications off. And one
message a day is enough beside the daily one.
"""

from datetime import datetime, time, timedelta
from typing import Final

from sqlmodel import Session

from bot.delivery.do_not_disturb import Rests, nobody_rests
from bot.delivery.letters import OpensAt
from bot.flows.people.identity import calendar_of
from bot.flows.workspace import limits
from bot.rules.defaults import Limits
from storage import destinations, nudges, people
from storage.outbox import Outbox, OutboxKind
from storage.people import Person
from storage.stewards import partner_of, steward

# What tells of a trouble, and what answers somebody, does not wait for the morning.
KEEPS_HOURS = frozenset(
    {
        "daily",
        "slip",
        "late",
        "asked",
        "handed_to_you",
        "departed",
        "qbr_pack",
        "qbr_summary",
        "qbr_reminder",
        "qbr_followup",
        "partner_week",
        "pulse",
        # What the partner's people did, told to our owner of the partner.
        "goal_answered",
        "kickoff_changed",
        "kickoff_confirmed",
        "kickoff_link",
        "partner_company",
        "pulse_answered",
    }
)
# Sent to a person because the clock says so: one of them a day, beside the daily message.
ONE_A_DAY: Final = frozenset({"slip", "departed", "qbr_pack", "qbr_followup"})


def within(rests: Rests = nobody_rests) -> OpensAt:
    """Return what says when a message may go; ``rests`` knows who is not to be disturbed.

    It returns ``now``, or when the first of the readers works again and nothing speaks
    against it; see `bot.delivery.letters`. A channel's readers are those who are asked there,
    else who takes care of the partner.
    """

    def opens_at(session: Session, row: Outbox, now: datetime) -> datetime:
        if row.kind is not OutboxKind.POST or row.urgent or row.rule not in KEEPS_HOURS:
            return now
        its = limits.of(session, row.workspace_id)
        readers = _readers(session, row)
        if row.person_id is not None:
            return max(
                (_opens_to(session, row, one, rests, its, now) for one in readers), default=now
            )
        return min((_next_open(one, now, its) for one in readers), default=now)

    return opens_at


def _opens_to(
    session: Session, row: Outbox, person: Person, rests: Rests, its: Limits, now: datetime
) -> datetime:
    """Return when a direct message may go to its reader."""
    awake = rests(row.workspace_id, person.slack_user_id, now) or now
    opens = _next_open(person, max(now, awake), its)
    if row.rule not in ONE_A_DAY:
        return opens
    calendar = calendar_of(person)
    today = calendar.local_date(opens)
    had = destinations.went_to(
        session,
        person_id=person.id,
        rules=ONE_A_DAY,
        since=calendar.local_instant(today, time(0)),
        but=row.id,
    )
    if not had:
        return opens
    tomorrow = calendar.local_instant(today + timedelta(days=1), its.day_opens)
    return calendar.next_morning(tomorrow, its.day_opens)


def _next_open(person: Person, at: datetime, its: Limits) -> datetime:
    return calendar_of(person).next_open(at, its.day_closes, its.day_opens)


def _readers(session: Session, row: Outbox) -> list[Person]:
    ids = [row.person_id]
    if row.person_id is None:
        told = nudges.in_message(session, workspace_id=row.workspace_id, outbox_id=row.id)
        ids = [one.recipient_id for one in told if one.acted_at is None]
    found = people.of_ids(session, workspace_id=row.workspace_id, person_ids=ids)
    return list(found.values()) or _steward(session, row)


def _steward(session: Session, row: Outbox) -> list[Person]:
    if row.subject_kind is None or row.subject_id is None:
        return []
    partner_id = partner_of(session, subject=(row.subject_kind, row.subject_id))
    found = steward(session, workspace_id=row.workspace_id, partner_id=partner_id)
    return [] if found is None else [found]


opens_at: Final = within()
