"""Where one message of the outbox goes, and what went there before it or waits to follow."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import Channel
from storage.people import Person

Original = aliased(Outbox, name="original")

# Asked for each message, so built once: that takes longer than running it.
_WITH_TARGET = (
    select(Outbox, Person, Channel, Original)
    .outerjoin(Person, col(Outbox.person_id) == col(Person.id))
    .outerjoin(Channel, col(Outbox.channel_id) == col(Channel.id))
    .outerjoin(Original, col(Outbox.updates_id) == Original.id)
    .where(col(Outbox.id) == bindparam("row_id"))
    .execution_options(populate_existing=True)
)

Found = tuple[Outbox, Person | None, Channel | None, Outbox | None]


def with_target(session: Session, outbox_id: UUID) -> Found:
    """Return a row with the person or channel it goes to, and the row it rewrites."""
    found = session.execute(_WITH_TARGET, {"row_id": outbox_id}).one()
    row, person, channel, original = found
    return row, person, channel, original


def thread_of(session: Session, row: Outbox) -> str | None:
    """Return the ts in whose thread a row goes: of the first of it that stands in Slack."""
    if row.thread_id is None:
        return None
    statement = (
        select(col(Outbox.slack_ts))
        .where(or_(col(Outbox.id) == row.thread_id, col(Outbox.thread_id) == row.thread_id))
        .where(col(Outbox.id) != row.id, col(Outbox.state) == OutboxState.SENT)
        .order_by(col(Outbox.id))
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


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


def nudged_in(
    session: Session,
    *,
    channel_id: UUID,
    rules: Collection[str],
    since: datetime,
    before: datetime,
) -> Outbox | None:
    """Return the first message of these rules that is to go, or went, to a channel in that time."""
    never = (OutboxState.SKIPPED, OutboxState.FAILED)
    statement = (
        select(Outbox)
        .where(col(Outbox.channel_id) == channel_id, col(Outbox.rule).in_(rules))
        .where(col(Outbox.kind) == OutboxKind.POST, col(Outbox.thread_id).is_(None))
        .where(col(Outbox.due_at) >= since, col(Outbox.due_at) < before)
        .where(col(Outbox.state).not_in(never))
        .order_by(col(Outbox.id))
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


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
