"""Nudges: what was said to whom about what, and what they did."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, or_
from sqlmodel import Field, Session, bindparam, col, select

from storage.columns import Scoped
from storage.outbox import Outbox, OutboxState
from storage.upsert import insert_missing
from storage.workspaces import Workspace

SNOOZE = "snooze"  # the rule of a row that says: speak of it again on local_on
SNOOZED = "snoozed"  # the action of what was put off
_NEVER_SEEN = (OutboxState.SKIPPED, OutboxState.FAILED)
_CHUNK = 500
_MESSAGE_AT = select(Outbox).where(  # built once: every press asks
    col(Outbox.workspace_id) == bindparam("workspace_id"),
    col(Outbox.slack_channel_id) == bindparam("channel"),
    col(Outbox.slack_ts) == bindparam("ts"),
    col(Outbox.updates_id).is_(None),
)


class Nudge(Scoped, table=True):
    """One nudge or digest line. The key makes it once only, whoever runs and whenever they die."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index("ix_nudge_subject_id_rule", "subject_id", "rule"),
        Index("ix_nudge_workspace_id_rule_acted_at", "workspace_id", "rule", "acted_at"),
    )

    key: str  # bot.rules.nudging.send_key: recipient, rule, subject, local date
    rule: str
    subject_kind: str  # goal, commitment, partner, qbr, topic, person
    subject_id: UUID
    recipient_id: UUID | None = Field(default=None, foreign_key="person.id")
    local_on: date
    outbox_id: UUID | None = Field(default=None, foreign_key="outbox.id", index=True)
    skipped_reason: str | None = None  # recorded, not sent
    created_at: datetime
    acted_at: datetime | None = None
    action: str | None = None  # done, moved, blocked, snoozed, reading, comment


def lock(session: Session, *, workspace_id: UUID) -> None:
    """Let one job at a time decide what a workspace is told; SQLite has one writer anyway."""
    # Not FOR UPDATE: every row that points at its workspace would have to wait.
    statement = select(Workspace.id).where(col(Workspace.id) == workspace_id)
    session.exec(statement.with_for_update(key_share=True)).one()


def record(session: Session, nudges: Sequence[Nudge]) -> None:
    """Add the nudges whose key is not there yet."""
    session.flush()
    insert_missing(session, Nudge, [dict(nudge) for nudge in nudges])


def about(
    session: Session, *, workspace_id: UUID, subject_ids: Collection[UUID], since: date
) -> list[Nudge]:
    """Return what was said about these things since a day, oldest first.

    What was written but never seen, because it was skipped or refused, is left out; what was
    recorded as skipped from the start is kept.
    """
    found: list[Nudge] = []
    for ids in _chunks(subject_ids):
        statement = (
            select(Nudge)
            .outerjoin(Outbox, col(Outbox.id) == col(Nudge.outbox_id))
            .where(
                col(Nudge.workspace_id) == workspace_id,
                col(Nudge.subject_id).in_(ids),
                col(Nudge.local_on) >= since,
                or_(col(Outbox.id).is_(None), col(Outbox.state).not_in(_NEVER_SEEN)),
            )
            .order_by(col(Nudge.created_at), col(Nudge.id))
        )
        found.extend(session.exec(statement))
    return found


def in_message(session: Session, *, workspace_id: UUID, outbox_id: UUID) -> list[Nudge]:
    """Return the nudges one message carries, in the order of its lines."""
    statement = (
        select(Nudge)
        .where(col(Nudge.workspace_id) == workspace_id, col(Nudge.outbox_id) == outbox_id)
        .order_by(col(Nudge.id))
    )
    return list(session.exec(statement))


def carried_by(session: Session, *, outbox_id: UUID) -> Outbox:
    """Return the message with that id. Raises LookupError when there is none."""
    row = session.get(Outbox, outbox_id)
    if row is None:
        raise LookupError(f"no outbox row {outbox_id}")
    return row


def put_in_message(session: Session, told: Sequence[Nudge], *, outbox_id: UUID) -> None:
    """Say that one message carries these nudges, in this order; new ones are added."""
    known = {nudge.id for nudge in told if nudge in session}
    for nudge in told:
        nudge.outbox_id = outbox_id
    session.flush()
    record(session, [nudge for nudge in told if nudge.id not in known])


def waiting_for_morning(session: Session, *, workspace_id: UUID) -> list[Nudge]:
    """Return the nudges that go out with their recipient's next daily message."""
    statement = (
        select(Nudge)
        .where(
            col(Nudge.workspace_id) == workspace_id,
            col(Nudge.recipient_id).is_not(None),
            col(Nudge.outbox_id).is_(None),
            col(Nudge.skipped_reason).is_(None),
            col(Nudge.acted_at).is_(None),
            col(Nudge.rule) != SNOOZE,
        )
        .order_by(col(Nudge.created_at), col(Nudge.id))
    )
    return list(session.exec(statement))


def unanswered(
    session: Session, *, workspace_id: UUID, recipient_id: UUID, since: date
) -> list[Nudge]:
    """Return a person's open nudges that wait for a message, or were said on or after a day."""
    statement = (
        select(Nudge)
        .where(
            col(Nudge.workspace_id) == workspace_id,
            col(Nudge.recipient_id) == recipient_id,
            or_(col(Nudge.outbox_id).is_(None), col(Nudge.local_on) >= since),
            col(Nudge.skipped_reason).is_(None),
            col(Nudge.acted_at).is_(None),
            col(Nudge.rule) != SNOOZE,
        )
        .order_by(col(Nudge.created_at), col(Nudge.id))
    )
    return list(session.exec(statement))


def snoozed_until(session: Session, *, workspace_id: UUID, day: date) -> list[Nudge]:
    """Return the snoozes that end on or before ``day`` and were not taken up yet."""
    statement = select(Nudge).where(
        col(Nudge.workspace_id) == workspace_id,
        col(Nudge.rule) == SNOOZE,
        col(Nudge.acted_at).is_(None),
        col(Nudge.local_on) <= day,
    )
    return list(session.exec(statement))


def snoozes_in_a_row(session: Session, *, goal_id: UUID) -> int:
    """Return how often a goal was put off since somebody last answered otherwise."""
    statement = (
        select(Nudge)
        .where(col(Nudge.subject_id) == goal_id, col(Nudge.rule) == SNOOZE)
        .order_by(col(Nudge.created_at).desc())
    )
    answered = (
        select(Nudge.acted_at)
        .where(
            col(Nudge.subject_id) == goal_id,
            col(Nudge.rule) != SNOOZE,
            col(Nudge.action).not_in([SNOOZED, "ended"]),
            col(Nudge.acted_at).is_not(None),
        )
        .order_by(col(Nudge.acted_at).desc())
        .limit(1)
    )
    since = session.exec(answered).first()
    return sum(since is None or one.created_at > since for one in session.exec(statement))


def history(
    session: Session, *, workspace_id: UUID, subject_ids: Collection[UUID], limit: int
) -> list[Nudge]:
    """Return the newest nudges about these things, the newest first."""
    statement = (
        select(Nudge)
        .where(col(Nudge.workspace_id) == workspace_id, col(Nudge.subject_id).in_(subject_ids))
        .order_by(col(Nudge.created_at).desc(), col(Nudge.id).desc())
        .limit(limit)
    )
    return list(session.exec(statement))


def message_at(session: Session, *, workspace_id: UUID, ref: tuple[str, str]) -> Outbox | None:
    """Return the message that stands at this channel and ts."""
    where = {"workspace_id": workspace_id, "channel": ref[0], "ts": ref[1]}
    return session.exec(_MESSAGE_AT, params=where).first()


def _chunks(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    left = iter(ids)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk
