"""What becomes of a row of the outbox, written by whoever claimed it."""

from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Session

from storage import tables
from storage.outbox import OutboxState

DAILY = "daily"  # the rule of the one daily message
# Statements for each message are built once: that takes longer than running them.
_OUTBOX, _PERSON = (tables.metadata.tables[name] for name in ("outbox", "person"))
_CLAIM_OF = (
    select(_OUTBOX.c.state, _OUTBOX.c.claimed_at)
    .where(_OUTBOX.c.id == bindparam("row_id"))
    .with_for_update()
)
_ANSWERED_IN = (
    update(_PERSON)
    .where(_PERSON.c.id == bindparam("whose_id"))
    .where(_PERSON.c.dm_channel_id.is_distinct_from(bindparam("channel")))
    .values(dm_channel_id=bindparam("channel"))
)
_DAILY_WENT = (
    update(_PERSON)
    .where(_PERSON.c.id == bindparam("whose_id"))
    .values(last_daily_at=bindparam("at"))
)


def change(
    session: Session, outbox_id: UUID, *, was: OutboxState | None = None, **values: object
) -> bool:
    """Change one row; with ``was``, only if it is still in that state. Say whether it did."""
    given = {f"to_{name}": value for name, value in values.items()}
    if was is not None:
        given["row_was"] = was
    statement = _change(tuple(values), guarded=was is not None)
    changed = session.execute(statement, {"row_id": outbox_id, **given})
    return changed.scalar_one_or_none() is not None


@cache
def _change(names: tuple[str, ...], *, guarded: bool) -> ReturningUpdate[tuple[UUID]]:
    """Return the statement, built once for each set of columns: that takes longer than running."""
    statement = update(_OUTBOX).where(_OUTBOX.c.id == bindparam("row_id"))
    if guarded:
        statement = statement.where(_OUTBOX.c.state == bindparam("row_was"))
    to = {name: bindparam(f"to_{name}", type_=_OUTBOX.c[name].type) for name in names}
    return statement.values(to).returning(_OUTBOX.c.id)


def claim_of(session: Session, outbox_id: UUID) -> tuple[OutboxState, datetime | None]:
    """Return a row's state and when it was claimed; neither changes until the commit."""
    state, claimed_at = session.execute(_CLAIM_OF, {"row_id": outbox_id}).one()
    return state, claimed_at


def answered_in(session: Session, *, person_id: UUID, channel: str) -> None:
    """Keep which channel of Slack's a person's direct messages are."""
    session.execute(_ANSWERED_IN, {"whose_id": person_id, "channel": channel})


def daily_went(session: Session, *, person_id: UUID, at: datetime) -> None:
    """Keep when a person's daily message went: it may have waited since it was written."""
    session.execute(_DAILY_WENT, {"whose_id": person_id, "at": at})
