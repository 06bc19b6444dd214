"""By which hours a message goes that was held up: those of its readers, asked anew.

When it was written its hour was a good one. Since then Slack was away, or its reader moved to
another zone, changed their days, or went on leave.
"""

from datetime import datetime

from sqlmodel import Session

from bot.flows import limits
from bot.flows.people import calendar_of
from storage import nudges, people
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
    }
)


def opens_at(session: Session, row: Outbox, now: datetime) -> datetime:
    """Return ``now``, or when the first of the readers works again; see `bot.delivery.letters`.

    A channel's readers are those who are asked there, else who takes care of the partner.
    """
    if row.kind is not OutboxKind.POST or row.urgent or row.rule not in KEEPS_HOURS:
        return now
    its = limits.of(session, row.workspace_id)
    opens = [
        calendar_of(person).next_open(now, its.day_closes, its.day_opens)
        for person in _readers(session, row)
    ]
    return min(opens, default=now)


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
