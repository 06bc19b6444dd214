"""What a tick brought about: which messages wait now, which were noted and not sent."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import Channel, Partner
from storage.people import Person

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Arisen:
    """One message that would go: to whom, by which rule, why, and when."""

    recipient: str
    rule: str
    why: str
    due_at: datetime | None  # None: it was noted, not sent


def known(session: Session, *, now: datetime) -> frozenset[UUID]:
    """Return what an earlier tick at the same instant left behind."""
    messages = select(col(Outbox.id)).where(col(Outbox.created_at) == now)
    nudges = select(col(Nudge.id)).where(col(Nudge.created_at) == now)
    return frozenset(session.execute(messages).scalars()) | frozenset(
        session.execute(nudges).scalars()
    )


def arisen(session: Session, *, before: AbstractSet[UUID], now: datetime) -> list[Arisen]:
    """Return what waits and is due at ``now``, or was written since ``before`` was taken."""
    messages = (
        select(
            col(Outbox.id),
            col(Outbox.rule),
            col(Outbox.why),
            col(Outbox.due_at),
            col(Outbox.created_at),
            col(Person.name),
            col(Partner.name),
            col(Channel.slack_channel_id),
        )
        .outerjoin(Person, col(Outbox.person_id) == col(Person.id))
        .outerjoin(Channel, col(Outbox.channel_id) == col(Channel.id))
        .outerjoin(Partner, col(Channel.partner_id) == col(Partner.id))
        .where(col(Outbox.state) == OutboxState.PENDING)
        .where(or_(col(Outbox.due_at) <= now, col(Outbox.created_at) == now))
        .order_by(col(Outbox.due_at), col(Outbox.id))
    )
    waiting = [
        Arisen(person or f"{partner} ({channel})", rule, why, due_at)
        for row_id, rule, why, due_at, created_at, person, partner, channel in session.execute(
            messages
        )
        if due_at <= now or row_id not in before or created_at != now
    ]
    return waiting + _noted(session, before, now)


def _noted(session: Session, before: AbstractSet[UUID], now: datetime) -> list[Arisen]:
    nudges = (
        select(col(Nudge.id), col(Nudge.rule), col(Nudge.skipped_reason), col(Person.name))
        .outerjoin(Person, col(Nudge.recipient_id) == col(Person.id))
        .where(col(Nudge.created_at) == now, col(Nudge.skipped_reason).is_not(None))
        .order_by(col(Nudge.id))
    )
    return [
        Arisen(name or NOBODY, rule, reason, None)
        for row_id, rule, reason, name in session.execute(nudges)
        if row_id not in before
    ]
