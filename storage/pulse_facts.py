"""What was answered to the pulse, for the health of many partners in one statement."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlalchemy import type_coerce
from sqlalchemy.types import NullType
from sqlmodel import Session, col

from storage.goal_sweep import RawId
from storage.people import Side
from storage.pulses import PulseAnswer


def answers_since(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], since: datetime
) -> list[tuple[RawId, Side, int, datetime]]:
    """Return partner, side, score and instant of each answer since then."""
    rows = session.execute(
        select_columns(
            type_coerce(col(PulseAnswer.partner_id), NullType),
            col(PulseAnswer.side),
            col(PulseAnswer.score),
            col(PulseAnswer.answered_at),
        )
        .where(
            col(PulseAnswer.workspace_id) == workspace_id,
            col(PulseAnswer.partner_id).in_(partner_ids),
            col(PulseAnswer.answered_at) >= since,
        )
        .order_by(col(PulseAnswer.answered_at))
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
