"""What a rehearsal brought about: messages with all they carry, what is not said, and who is there.

Everything is of all active workspaces, for the person at the keyboard.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from storage.nudges import SNOOZE, Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import Channel, Partner
from storage.people import Person, Side
from storage.workspaces import Workspace, WorkspaceState

_WAITS = (OutboxState.PENDING, OutboxState.HELD)


@dataclass(frozen=True, slots=True)
class Known:
    """What was there before: messages that wait, and those and the nudges of later instants."""

    waiting: frozenset[UUID]
    later: frozenset[UUID]


class Letter(NamedTuple):
    """One message, and where it goes: to a person, or to a partner's channel."""

    row: Outbox
    person: Person | None
    channel: Channel | None
    partner: Partner | None


class Carried(NamedTuple):
    """One thing a message speaks of, by which rule, and who is asked about it."""

    subject_id: UUID
    rule: str
    to: UUID | None


class Unsaid(NamedTuple):
    """A nudge that was noted and goes to nobody."""

    rule: str
    reason: str
    to: str | None


def known(session: Session, *, since: datetime) -> Known:
    """Return what an earlier tick left behind, to be told from what a rehearsal adds."""
    waiting = session.scalars(select(col(Outbox.id)).where(col(Outbox.state).in_(_WAITS)))
    later = [
        *session.scalars(select(col(Outbox.id)).where(col(Outbox.created_at) >= since)),
        *session.scalars(select(col(Nudge.id)).where(col(Nudge.created_at) >= since)),
    ]
    return Known(frozenset(waiting), frozenset(later))


def send_all_due(session: Session, *, now: datetime) -> None:
    """Take what is due for sent, as the dispatcher would; only ever in a rehearsal."""
    session.execute(
        update(Outbox)
        .where(col(Outbox.state) == OutboxState.PENDING, col(Outbox.due_at) <= now)
        .values(state=OutboxState.SENT, finished_at=now)
    )


def letters(session: Session, *, before: Known, since: datetime) -> list[Letter]:
    """Return the messages that waited or were written since, the soonest first."""
    statement = (
        select(Outbox, Person, Channel, Partner)
        .outerjoin(Person, col(Outbox.person_id) == col(Person.id))
        .outerjoin(Channel, col(Outbox.channel_id) == col(Channel.id))
        .outerjoin(Partner, col(Channel.partner_id) == col(Partner.id))
        .join(Workspace, col(Workspace.id) == col(Outbox.workspace_id))
        .where(col(Workspace.state) == WorkspaceState.ACTIVE)
        .where(
            or_(
                col(Outbox.created_at) >= since,
                col(Outbox.finished_at) >= since,
                col(Outbox.state).in_(_WAITS),
            )
        )
        .order_by(col(Outbox.due_at), col(Outbox.id))
    )
    found = [Letter(*row) for row in session.execute(statement)]
    return [one for one in found if one.row.id in before.waiting or one.row.id not in before.later]


def carried(session: Session, *, outbox_ids: Collection[UUID]) -> dict[UUID, list[Carried]]:
    """Return for each message what it speaks of, in the order of its lines."""
    found: dict[UUID, list[Carried]] = {}
    statement = (
        select(
            col(Nudge.outbox_id), col(Nudge.subject_id), col(Nudge.rule), col(Nudge.recipient_id)
        )
        .where(col(Nudge.outbox_id).in_(outbox_ids))
        .order_by(col(Nudge.id))
    )
    for outbox_id, *rest in session.execute(statement):
        found.setdefault(outbox_id, []).append(Carried(*rest))
    return found


def unsaid(session: Session, *, before: Known, since: datetime) -> list[Unsaid]:
    """Return what was noted since and is said to nobody, with the reason."""
    statement = (
        select(col(Nudge.id), col(Nudge.rule), col(Nudge.skipped_reason), col(Person.name))
        .outerjoin(Person, col(Nudge.recipient_id) == col(Person.id))
        .where(col(Nudge.created_at) >= since, col(Nudge.skipped_reason).is_not(None))
        .order_by(col(Nudge.id))
    )
    return [
        Unsaid(rule, reason, name)
        for row_id, rule, reason, name in session.execute(statement)
        if row_id not in before.later
    ]


def waiting_for_a_morning(session: Session) -> dict[UUID, int]:
    """Return how many things wait for each person's daily message."""
    found: dict[UUID, int] = {}
    statement = select(col(Nudge.recipient_id)).where(
        col(Nudge.recipient_id).is_not(None),
        col(Nudge.outbox_id).is_(None),
        col(Nudge.skipped_reason).is_(None),
        col(Nudge.acted_at).is_(None),
        col(Nudge.rule) != SNOOZE,
    )
    for person_id in session.scalars(statement):
        if person_id is not None:
            found[person_id] = found.get(person_id, 0) + 1
    return found


def our_people(session: Session) -> list[Person]:
    """Return everybody who can be written to, by name."""
    statement = (
        select(Person)
        .join(Workspace, col(Workspace.id) == col(Person.workspace_id))
        .where(
            col(Workspace.state) == WorkspaceState.ACTIVE,
            col(Person.side) == Side.OURS,
            col(Person.is_active).is_(True),
            col(Person.is_internal).is_(True),
            col(Person.slack_user_id).is_not(None),
        )
        .order_by(col(Person.name), col(Person.id))
    )
    return list(session.scalars(statement))


def stopped(session: Session) -> list[str]:
    """Return the names of the workspaces nothing goes to."""
    statement = select(col(Workspace.name)).where(col(Workspace.state) != WorkspaceState.ACTIVE)
    return sorted(session.scalars(statement))
