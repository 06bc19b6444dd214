"""What was asked about one thing, and the messages that asked; read at every press.

The statements are built once: that takes longer than running them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import exists
from sqlmodel import Session, bindparam, col, or_, select, update

from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxKind, OutboxState

Subject = tuple[str, UUID]  # its kind and id

WAITING = (OutboxState.PENDING, OutboxState.HELD)
GONE_OUT = (OutboxState.SENDING, OutboxState.SENT, OutboxState.UNKNOWN)

_NUDGED = (
    col(Nudge.workspace_id) == bindparam("workspace_id"),
    col(Nudge.subject_id) == bindparam("subject_id"),
    col(Nudge.subject_kind) == bindparam("subject_kind"),
    col(Nudge.acted_at).is_(None),
)
_ABOUT = (
    col(Outbox.workspace_id) == bindparam("workspace_id"),
    col(Outbox.subject_id) == bindparam("subject_id"),
    col(Outbox.subject_kind) == bindparam("subject_kind"),
)
_TRACES = select(
    exists().where(*_NUDGED),
    exists().where(*_ABOUT),
    exists().where(*_ABOUT, col(Outbox.state).in_(WAITING)),
)
_OPEN_NUDGES = select(Nudge).where(*_NUDGED)
_REWRITTEN = select(Outbox.updates_id).where(
    col(Outbox.workspace_id) == bindparam("workspace_id"),
    col(Outbox.subject_id) == bindparam("subject_id"),
    col(Outbox.updates_id).is_not(None),
)
_POSTS = (
    select(Outbox)
    .where(
        col(Outbox.workspace_id) == bindparam("workspace_id"),
        col(Outbox.kind) == OutboxKind.POST,
        or_(
            col(Outbox.id).in_(bindparam("carrying", expanding=True))
            & col(Outbox.state).in_(GONE_OUT + WAITING),
            (col(Outbox.subject_id) == bindparam("subject_id"))
            & (col(Outbox.subject_kind) == bindparam("subject_kind"))
            & col(Outbox.id).not_in(_REWRITTEN)
            & col(Outbox.state).in_(GONE_OUT),
        ),
    )
    .order_by(col(Outbox.id))
    .with_for_update()
)


class Traces(NamedTuple):
    """Whether anything was asked about a thing, and what of it still waits."""

    nudged: bool  # a nudge nobody answered
    posted: bool  # a message about this thing alone, in whatever state
    waiting: bool  # such a message that did not go out yet


def traces(session: Session, *, workspace_id: UUID, subject: Subject) -> Traces:
    """Return what there is about a thing, so that nothing is read where there is nothing."""
    row = session.exec(_TRACES, params=_values(workspace_id, subject)).one()
    return Traces(*(bool(each) for each in row))


def open_nudges(session: Session, *, workspace_id: UUID, subject: Subject) -> list[Nudge]:
    """Return the nudges about a thing that nobody answered."""
    return list(session.exec(_OPEN_NUDGES, params=_values(workspace_id, subject)))


def skip_waiting(
    session: Session, *, workspace_id: UUID, subject: Subject, reason: str, now: datetime
) -> int:
    """Let no message about this thing alone go out any more; return how many waited."""
    kind, subject_id = subject
    skipped = session.exec(
        update(Outbox)
        .where(
            col(Outbox.workspace_id) == workspace_id,
            col(Outbox.subject_id) == subject_id,
            col(Outbox.subject_kind) == kind,
            col(Outbox.state).in_(WAITING),
        )
        .values(state=OutboxState.SKIPPED, reason=reason, finished_at=now)
    )
    return skipped.rowcount


def posts(
    session: Session, *, workspace_id: UUID, subject: Subject, carrying: Collection[UUID]
) -> list[Outbox]:
    """Return, locked, the messages that asked about a thing and were not rewritten before.

    ``carrying`` are those that carry a nudge about it; they may wait, and be rewritten often.
    """
    values = _values(workspace_id, subject) | {"carrying": list(carrying)}
    return list(session.exec(_POSTS, params=values))


def _values(workspace_id: UUID, subject: Subject) -> dict[str, Any]:
    kind, subject_id = subject
    return {"workspace_id": workspace_id, "subject_kind": kind, "subject_id": subject_id}
