"""A message that was on its way waits again, unless it was answered meanwhile.

Who answers settles what waits by skipping it, and what is under way by a rewrite for when it
stands. If it never comes to stand, the answer is found here.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from storage import destinations, nudges, outcomes
from storage.asked import WAITING
from storage.outbox import Outbox, OutboxState

SETTLED = "settled"
_ALONE = {"commitment", "goal"}  # a message about one of these is about nothing else


def put_back(
    session: Session, outbox_id: UUID, *, was: OutboxState, now: datetime, **values: Any
) -> OutboxState | None:
    """Change a row; one that would wait again is skipped if it is settled. Return its state.

    A message of several lines waits as it reads now. Returns None, with nothing changed, when
    the row was not as it ``was``.
    """
    # The row first: on PostgreSQL it is what an answer under way is waited for by.
    if not outcomes.change(session, outbox_id, was=was, **values):
        return None
    state = OutboxState(values["state"])
    rewrite = destinations.rewrite_waiting(session, outbox_id) if state in WAITING else None
    if rewrite is None:
        return state
    if _is_settled(session, outbox_id):
        skipped = OutboxState.SKIPPED
        outcomes.change(session, outbox_id, state=skipped, reason=SETTLED, finished_at=now)
        return skipped
    outcomes.change(session, outbox_id, payload=rewrite.payload, picture=rewrite.picture)
    return state


def _is_settled(session: Session, outbox_id: UUID) -> bool:
    row = session.get_one(Outbox, outbox_id)
    told = nudges.in_message(session, workspace_id=row.workspace_id, outbox_id=row.id)
    alone = row.subject_kind in _ALONE
    return alone or (bool(told) and all(one.acted_at is not None for one in told))
