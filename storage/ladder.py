"""The late promises whose ladder is to be looked at, and what was said of them, as columns."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session, SQLModel, col

from bot.rules.commitments import PROMISED, CommitmentState
from bot.rules.stages import Stage
from storage.commitments import Commitment
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import Partner
from storage.people import Side

BATCH = 500
UNDER_WAY = tuple(PROMISED - {CommitmentState.BLOCKED})
NEVER_SEEN = (OutboxState.SKIPPED, OutboxState.FAILED)
_PROMISES = SQLModel.metadata.tables["commitment"]


class Late(NamedTuple):
    """A promise on the ladder, with its partner."""

    id: UUID
    title: str
    side: Side
    owner_id: UUID | None
    due_on: date
    partner_id: UUID
    partner: str
    stage: Stage
    partner_owner_id: UUID | None
    sponsor_id: UUID | None
    at_the_top: bool


class Said(NamedTuple):
    """What was said of a promise to whom, and what came of it."""

    subject_id: UUID
    rule: str
    recipient_id: UUID | None
    local_on: date
    action: str | None
    acted_at: datetime | None


def due(
    session: Session, *, workspace_id: UUID, last: date, last_rung: str, now: datetime
) -> list[Late]:
    """Return at most BATCH promises due by ``last``, not snoozed, whose ladder is looked at now.

    On PostgreSQL they are locked; what somebody is changing at this moment is left for later.
    """
    at_the_top = (
        select(col(Nudge.id))
        .outerjoin(Outbox, col(Outbox.id) == col(Nudge.outbox_id))
        .where(
            col(Nudge.subject_id) == col(Commitment.id),
            col(Nudge.rule) == last_rung,
            col(Nudge.acted_at).is_(None),
            or_(col(Outbox.id).is_(None), col(Outbox.state).not_in(NEVER_SEEN)),
        )
    )
    statement = (
        select(
            col(Commitment.id),
            col(Commitment.title),
            col(Commitment.side),
            col(Commitment.owner_id),
            col(Commitment.due_on),
            col(Partner.id),
            col(Partner.name),
            col(Partner.stage),
            col(Partner.owner_id),
            col(Partner.sponsor_id),
            at_the_top.exists(),
        )
        .join(Partner, col(Partner.id) == col(Commitment.partner_id))
        .where(
            col(Commitment.workspace_id) == workspace_id,
            col(Commitment.state).in_(UNDER_WAY),
            col(Commitment.due_on) <= last,
            col(Commitment.ladder_at) <= now,
            or_(col(Commitment.snoozed_until).is_(None), col(Commitment.snoozed_until) <= now),
        )
        .order_by(col(Commitment.due_on), col(Commitment.id))
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True, of=Commitment)
    )
    return list(map(Late._make, session.execute(statement)))


def said(
    session: Session, *, workspace_id: UUID, promise_ids: Collection[UUID], since: date
) -> dict[UUID, list[Said]]:
    """Return what was said about each of these since a day, oldest first.

    As storage.nudges.about: without what was written but never seen.
    """
    statement = (
        select(*(getattr(Nudge, name) for name in Said._fields))
        .outerjoin(Outbox, col(Outbox.id) == col(Nudge.outbox_id))
        .where(
            col(Nudge.workspace_id) == workspace_id,
            col(Nudge.subject_id).in_(promise_ids),
            col(Nudge.local_on) >= since,
            or_(col(Outbox.id).is_(None), col(Outbox.state).not_in(NEVER_SEEN)),
        )
        .order_by(col(Nudge.created_at), col(Nudge.id))
    )
    found: dict[UUID, list[Said]] = {}
    for row in map(Said._make, session.execute(statement)):
        found.setdefault(row.subject_id, []).append(row)
    return found


def look_again(session: Session, looks: Sequence[tuple[UUID, datetime]]) -> None:
    """Note when each promise's ladder is looked at again."""
    if looks:
        statement = (
            update(_PROMISES)
            .where(_PROMISES.c.id == bindparam("promise"))
            .values(ladder_at=bindparam("at"))
        )
        rows = [{"promise": promise_id, "at": at} for promise_id, at in looks]
        session.connection().execute(statement, rows)
