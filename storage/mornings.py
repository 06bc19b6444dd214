"""Where our people's mornings stand, by time zone: whether one is still to be looked at."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, bindparam, col

from storage.people import Person, Side

# Asked at every tick, so built once: that takes longer than running it.
_MORNINGS = (
    select(
        col(Person.zone),
        func.min(col(Person.last_daily_on)),
        func.count() > func.count(col(Person.last_daily_on)),
    )
    .where(
        col(Person.workspace_id) == bindparam("workspace_id"),
        col(Person.side) == Side.OURS,
        col(Person.is_active),
        col(Person.is_internal),
        col(Person.slack_user_id).is_not(None),
    )
    .group_by(col(Person.zone))
)


class Morning(NamedTuple):
    """Of our people in one time zone, the day the last of them was looked at; None is never."""

    zone: str
    looked_at_on: date | None


def mornings(session: Session, *, workspace_id: UUID) -> Sequence[Morning]:
    """Return when the people who can be written to were looked at last, by their time zone."""
    rows = session.execute(_MORNINGS, {"workspace_id": workspace_id})
    return [Morning(zone, None if someone_never else day) for zone, day, someone_never in rows]
