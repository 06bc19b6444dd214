"""What the dispatcher asks of the outbox: what is due, whose turn it is, what became of it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
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
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Session, SQLModel, col

from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import Channel, ChannelState
from storage.people import Person
from storage.workspaces import Workspace, WorkspaceState

Original = aliased(Outbox, name="original")

# Statements for each message are built once: that takes longer than running them.
_OUTBOX, _PERSON = (SQLModel.metadata.tables[name] for name in ("outbox", "person"))
_WITH_TARGET = (
    select(Outbox, Person, Channel, Original)
    .outerjoin(Person, col(Outbox.person_id) == col(Person.id))
    .outerjoin(Channel, col(Outbox.channel_id) == col(Channel.id))
    .outerjoin(Original, col(Outbox.updates_id) == Original.id)
    .where(col(Outbox.id) == bindparam("row_id"))
    .execution_options(populate_existing=True)
)
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
DAILY = "daily"  # the rule of the one daily message


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


def went_to(
    session: Session, *, person_id: UUID, rules: Collection[str], since: datetime, but: UUID
) -> bool:
    """Say whether a message of these rules, other than ``but``, went to a person since then.

    One whose call was made counts, whatever became of it.
    """
    called = (OutboxState.SENDING, OutboxState.SENT, OutboxState.UNKNOWN)
    lately = or_(col(Outbox.finished_at).is_(None), col(Outbox.finished_at) >= since)
    statement = select(
        select(col(Outbox.id))
        .where(col(Outbox.person_id) == person_id, col(Outbox.kind) == OutboxKind.POST)
        .where(col(Outbox.rule).in_(rules), col(Outbox.state).in_(called))
        .where(col(Outbox.id) != but, lately)
        .exists()
    )
    return bool(session.execute(statement).scalar_one())


Found = tuple[Outbox, Person | None, Channel | None, Outbox | None]


def with_target(session: Session, outbox_id: UUID) -> Found:
    """Return a row with the person or channel it goes to, and the row it rewrites."""
    found = session.execute(_WITH_TARGET, {"row_id": outbox_id}).one()
    row, person, channel, original = found
    return row, person, channel, original


def lost(session: Session, *, workspace_id: UUID, before: datetime) -> list[UUID]:
    """Return the rows whose call was made before ``before`` and whose outcome is unknown."""
    statement = (
        select(col(Outbox.id))
        .where(col(Outbox.workspace_id) == workspace_id, _unresolved())
        .where(col(Outbox.claimed_at) <= before)
        .order_by(col(Outbox.id))
    )
    return list(session.execute(statement).scalars())


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


def rewrite_waiting(session: Session, outbox_id: UUID) -> Outbox | None:
    """Return the newest rewrite that waits for this message to be out."""
    statement = (
        select(Outbox)
        .where(col(Outbox.updates_id) == outbox_id, col(Outbox.state) == OutboxState.PENDING)
        .where(col(Outbox.kind) == OutboxKind.UPDATE)
        .order_by(col(Outbox.id).desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()
