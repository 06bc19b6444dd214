"""What the dispatcher asks of the outbox: what is due, whose turn it is, what is lost or held."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlmodel import Session, col

from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import Channel, ChannelState
from storage.people import Person
from storage.workspaces import Workspace, WorkspaceState


def _unresolved() -> ColumnElement[bool]:
    """Say of a row that a call was made for it and what became of it is still to be found."""
    lost = col(Outbox.state).in_([OutboxState.SENDING, OutboxState.UNKNOWN])
    return and_(lost, col(Outbox.finished_at).is_(None))


def _pending(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(col(Outbox.state) == OutboxState.PENDING, col(Outbox.due_at) <= now)


def _freed() -> ColumnElement[bool]:
    """Say of a row that it was held for a channel that is open again, whoever opened it."""
    opened = select(col(Channel.id)).where(col(Channel.state) == ChannelState.OPEN)
    return and_(col(Outbox.state) == OutboxState.HELD, col(Outbox.channel_id).in_(opened))


# Asked all the time, so built once: that takes longer than running it.
_WITH_WORK = (
    select(col(Workspace.id))
    .where(col(Workspace.state) == WorkspaceState.ACTIVE)
    .where(
        select(col(Outbox.id))
        .where(col(Outbox.workspace_id) == col(Workspace.id))
        .where(or_(_pending(bindparam("now")), _unresolved(), _freed()))
        .exists()
    )
)


def workspaces_with_work(session: Session, *, now: datetime) -> list[UUID]:
    """Return the active workspaces that have something to send or to find out."""
    return list(session.execute(_WITH_WORK, {"now": now}).scalars())


class Due(NamedTuple):
    """A row that may be sent, and where to: the person's id, or the channel's."""

    id: UUID
    conversation: UUID
    kind: OutboxKind


_CONVERSATION = func.coalesce(col(Outbox.person_id), col(Outbox.channel_id))
_ITS: BindParameter[UUID] = bindparam("workspace_id")
_DUE = (
    select(col(Outbox.id), _CONVERSATION, col(Outbox.kind))
    .where(col(Outbox.workspace_id) == _ITS, _pending(bindparam("now")))
    .where(
        select(col(Workspace.id))
        .where(col(Workspace.id) == _ITS, col(Workspace.state) == WorkspaceState.ACTIVE)
        .exists()
    )
    .where(col(Outbox.kind).in_(bindparam("kinds", expanding=True)))
    .where(_CONVERSATION.not_in(bindparam("busy", expanding=True)))
    .where(
        _CONVERSATION.not_in(
            select(_CONVERSATION).where(col(Outbox.workspace_id) == _ITS, _unresolved())
        )
    )
    .order_by(
        col(Outbox.urgent).desc(),
        case((col(Outbox.kind) == OutboxKind.UPDATE, 0), else_=1),
        col(Outbox.due_at),
        col(Outbox.id),
    )
    .limit(bindparam("most"))
)


def due(
    session: Session,
    *,
    workspace_id: UUID,
    now: datetime,
    limit: int,
    busy: Iterable[UUID] = (),
    kinds: Iterable[OutboxKind] = tuple(OutboxKind),
) -> list[Due]:
    """Return what may be sent next: urgent first, then rewrites, then in the order it was meant.

    Only rows of ``kinds``, and none of the conversations in ``busy`` or of those where an
    earlier message's outcome is still to be found: what follows it must not overtake it. A
    stopped workspace has nothing due.
    """
    values = {
        "workspace_id": workspace_id,
        "now": now,
        "kinds": list(kinds),
        "busy": list(busy),
        "most": limit,
    }
    return [Due(*found) for found in session.execute(_DUE, values)]


def readers_due(session: Session, *, workspace_id: UUID, now: datetime, limit: int) -> list[str]:
    """Return who the next direct messages go to, by their Slack ids; rewrites disturb nobody."""
    statement = (
        select(col(Person.slack_user_id))
        .join(Outbox, col(Outbox.person_id) == col(Person.id))
        .where(col(Outbox.workspace_id) == workspace_id, _pending(now))
        .where(col(Outbox.kind) == OutboxKind.POST, col(Person.slack_user_id).is_not(None))
        .order_by(col(Outbox.urgent).desc(), col(Outbox.due_at), col(Outbox.id))
        .limit(limit)
    )
    return [user_id for user_id in session.execute(statement).scalars() if user_id]


def lost(session: Session, *, workspace_id: UUID, before: datetime) -> list[UUID]:
    """Return the rows whose call was made before ``before`` and whose outcome is unknown."""
    statement = (
        select(col(Outbox.id))
        .where(col(Outbox.workspace_id) == workspace_id, _unresolved())
        .where(col(Outbox.claimed_at) <= before)
        .order_by(col(Outbox.id))
    )
    return list(session.execute(statement).scalars())


def hold(session: Session, *, channel_id: UUID, reason: str) -> None:
    """Hold whatever still waits for a channel, but not what takes something out of it."""
    session.execute(
        update(Outbox)
        .where(col(Outbox.channel_id) == channel_id, col(Outbox.state) == OutboxState.PENDING)
        .where(col(Outbox.kind) != OutboxKind.DELETE)
        .values(state=OutboxState.HELD, reason=reason),
        execution_options={"synchronize_session": False},
    )


def release(session: Session, *, workspace_id: UUID) -> None:
    """Let what was held for channels that are open again go its way."""
    session.execute(
        update(Outbox)
        .where(col(Outbox.workspace_id) == workspace_id, _freed())
        .values(state=OutboxState.PENDING, reason=None),
        execution_options={"synchronize_session": False},
    )
