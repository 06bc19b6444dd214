"""The outbox: intents to write to Slack, kept until their outcome is known."""

from datetime import datetime
from enum import StrEnum
from functools import cache
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint, update
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Field, Session, SQLModel, col, select

from bot.rules.audience import Audience
from storage.columns import Json, Row, Scoped, words
from storage.scoping import WorkspaceId
from storage.upsert import insert_into


class OutboxState(StrEnum):
    """What is known of one intent."""

    PENDING = "pending"
    SENDING = "sending"  # committed before the call; found later, it is unknown
    SENT = "sent"
    UNKNOWN = "unknown"  # the call was made, its answer was lost
    SKIPPED = "skipped"  # settled, too old or gone before it was sent
    HELD = "held"  # its channel is paused or shared; waits for consent
    FAILED = "failed"  # Slack refused for good


class OutboxKind(StrEnum):
    """Which Slack call carries it."""

    POST = "post"
    UPDATE = "update"
    DELETE = "delete"  # of the post named by updates_id


class Outbox(Scoped, table=True):
    """One message to write; exactly one of person_id and channel_id says where."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index("ix_outbox_workspace_id_state_due_at", "workspace_id", "state", "due_at"),
        Index("ix_outbox_slack_ts_slack_channel_id", "slack_ts", "slack_channel_id"),
    )

    key: str
    kind: OutboxKind = Field(default=OutboxKind.POST, sa_type=words(OutboxKind))
    audience: Audience = Field(sa_type=words(Audience))
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)  # a DM
    channel_id: UUID | None = Field(default=None, foreign_key="channel.id", index=True)
    updates_id: UUID | None = Field(default=None, foreign_key="outbox.id", index=True)
    thread_id: UUID | None = Field(default=None, foreign_key="outbox.id", index=True)  # its first
    rule: str  # why it goes out: "daily", "slip", "late", "qbr_summary", "settled"...
    subject_kind: str | None = None
    subject_id: UUID | None = Field(default=None, index=True)
    why: str  # one sentence for `tick` and "why am I getting this?"; never sent to a channel
    payload: Json = Field(sa_type=JSON)  # text, blocks
    picture: Json | None = Field(default=None, sa_type=JSON)  # what messages.pictures draws
    urgent: bool = False
    due_at: datetime
    expires_at: datetime | None = None  # not sent after this
    state: OutboxState = Field(default=OutboxState.PENDING, sa_type=words(OutboxState))
    attempts: int = 0
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    reason: str | None = None  # why skipped, held or failed; Slack's code
    slack_channel_id: str | None = None
    slack_ts: str | None = None
    created_at: datetime
    finished_at: datetime | None = None


class SendingLease(Row, table=True):
    """Which process sends for a workspace; it dies with its holder."""

    workspace_id: UUID = Field(foreign_key="workspace.id", unique=True, sa_type=WorkspaceId)
    holder: str
    expires_at: datetime


def add(session: Session, row: Outbox) -> UUID | None:
    """Insert ``row`` and return its id; None when its workspace has the key already."""
    session.flush()  # rows it points at may still wait in the session
    statement = _add_once(session.get_bind().dialect.name)
    return session.execute(statement, dict(row)).scalar_one_or_none()


@cache
def _add_once(dialect: str) -> ReturningInsert[tuple[UUID]]:
    """Return the statement, built once: that takes longer than running it."""
    into = SQLModel.metadata.tables["outbox"]
    once = insert_into(dialect, into).on_conflict_do_nothing(index_elements=["workspace_id", "key"])
    return once.returning(into.c.id)


def get(session: Session, *, workspace_id: UUID, outbox_id: UUID) -> Outbox:
    """Return one row. Raises LookupError when the workspace has no such row."""
    statement = select(Outbox).where(
        col(Outbox.workspace_id) == workspace_id, col(Outbox.id) == outbox_id
    )
    row = session.exec(statement).one_or_none()
    if row is None:
        raise LookupError(f"no outbox row {outbox_id}")
    return row


def supersede(session: Session, *, updates_id: UUID, by: UUID, now: datetime) -> None:
    """Skip the rewrites of one message that still wait, but for the row ``by``."""
    statement = (
        update(Outbox)
        .where(
            col(Outbox.updates_id) == updates_id,
            col(Outbox.kind) == OutboxKind.UPDATE,
            col(Outbox.id) != by,
            col(Outbox.state) == OutboxState.PENDING,
        )
        .values(state=OutboxState.SKIPPED, reason="superseded", finished_at=now)
    )
    session.execute(statement)


def waiting_for(session: Session, *, workspace_id: UUID, person_id: UUID) -> list[Outbox]:
    """Return the nudges to a person that wait to go out; their daily message is not among them."""
    statement = (
        select(Outbox)
        .where(
            col(Outbox.workspace_id) == workspace_id,
            col(Outbox.person_id) == person_id,
            col(Outbox.kind) == OutboxKind.POST,
            col(Outbox.state) == OutboxState.PENDING,
            col(Outbox.rule) != "daily",
        )
        .order_by(col(Outbox.due_at), col(Outbox.id))
        .with_for_update()
    )
    return list(session.exec(statement))


def expire(session: Session, *, workspace_id: UUID, reason: str, now: datetime) -> list[UUID]:
    """Skip what still waits at ``now`` and should have gone before; return the ids."""
    statement = (
        update(Outbox)
        .where(
            col(Outbox.workspace_id) == workspace_id,
            col(Outbox.state) == OutboxState.PENDING,
            col(Outbox.due_at) <= now,
            col(Outbox.expires_at) <= now,
        )
        .values(state=OutboxState.SKIPPED, reason=reason, finished_at=now)
        .returning(col(Outbox.id))
    )
    return list(session.execute(statement).scalars())
