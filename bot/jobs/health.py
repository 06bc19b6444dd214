"""Each partner's health, looked at once a day."""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import DataError, IntegrityError

from bot.flows.health import scoring as health
from storage import health as snapshots
from storage.database import Transaction

log = logging.getLogger(__name__)

BATCH = 500
# What a record can do wrong; a database that is away or busy is tried again at the next tick.
UNREADABLE = (ValueError, LookupError, ArithmeticError, DataError, IntegrityError)


def take_snapshots(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Keep a snapshot of every partner without one of today; return how many were new.

    Each batch is a transaction of its own, so memory stays flat and others get to write. A
    partner whose record cannot be read is logged once and stays unknown for the day.
    """
    taken, after = 0, None
    while True:
        with transaction() as session:
            batch = snapshots.without_snapshot(
                session, workspace_id=workspace_id, on=now.date(), after=after, limit=BATCH
            )
        if not batch:
            break
        taken += _take(transaction, batch, workspace_id=workspace_id, now=now)
        after = batch[-1]
    if taken:
        log.info("looked at the health of partners", extra={"count": taken})
    return taken


def _take(transaction: Transaction, batch: list[UUID], *, workspace_id: UUID, now: datetime) -> int:
    try:
        # A savepoint: a statement that fails spoils nothing a dry run did before it.
        with transaction() as session, session.begin_nested():
            return health.take(session, workspace_id=workspace_id, partner_ids=batch, now=now)
    except UNREADABLE:
        if len(batch) == 1:
            log.exception("health could not be scored", extra={"partner": str(batch[0])})
            with transaction() as session:
                health.give_up(session, workspace_id=workspace_id, partner_id=batch[0], now=now)
            return 0
    half = len(batch) // 2
    parts = (batch[:half], batch[half:])
    return sum(_take(transaction, part, workspace_id=workspace_id, now=now) for part in parts)
