"""Kickoffs: the two-sided agreement and its ten topics."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, Session, col, or_, select

from bot.rules.kickoff import Topic, TopicState
from bot.rules.stages import Stage
from storage.columns import Json, Scoped, words
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import Partner


class KickoffState(StrEnum):
    """How far a kickoff came."""

    DRAFT = "draft"
    SUBMITTED = "submitted"  # our half stands; theirs waits for confirmation
    CONFIRMED = "confirmed"  # the partner confirmed their half


class Kickoff(Scoped, table=True):
    """The agreement between both sides; one per partner is open at a time."""

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    state: KickoffState = Field(default=KickoffState.DRAFT, sa_type=words(KickoffState))
    step: int = 1  # where the modal reopens, 1-4
    drafts: Json = Field(default_factory=dict, sa_type=JSON)  # rows typed but not yet goals etc.
    started_by: UUID = Field(foreign_key="person.id")
    started_at: datetime
    submitted_by: UUID | None = Field(default=None, foreign_key="person.id")
    submitted_at: datetime | None = None
    confirmed_by: UUID | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = None
    version: int = 0  # rises with each saved step; a stale writer re-reads


class KickoffTopic(Scoped, table=True):
    """One of the ten topics, with both sides' words."""

    __table_args__ = (UniqueConstraint("kickoff_id", "topic"),)

    kickoff_id: UUID = Field(foreign_key="kickoff.id", index=True)
    topic: Topic = Field(sa_type=words(Topic))
    ours: str = ""
    theirs: str = ""
    state: TopicState = Field(default=TopicState.OPEN, sa_type=words(TopicState))
    reason: str | None = None  # why declined or how it differs
    facts: Json = Field(default_factory=dict, sa_type=JSON)  # level, estimate, roll-out date...
    owner_id: UUID | None = Field(default=None, foreign_key="person.id")  # while open
    due_on: date | None = None  # while open
    opened_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    recorded_at: datetime | None = None
    confirmed_by: UUID | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = None


BOUGHT_IN = "bought_in"  # the rule of the nudge that warns of a partner who holds back
_CHUNK = 500
HELD = (KickoffState.SUBMITTED, KickoffState.CONFIRMED)
UNSETTLED = (TopicState.OPEN, TopicState.DIFFERS)


def lock_partner(session: Session, *, workspace_id: UUID, partner_id: UUID) -> None:
    """Let one transaction at a time begin a kickoff with the partner."""
    # Not FOR UPDATE: every row that points at the partner would have to wait.
    statement = select(Partner.id).where(
        col(Partner.workspace_id) == workspace_id, col(Partner.id) == partner_id
    )
    session.exec(statement.with_for_update(key_share=True)).one()


def newest_of(
    session: Session, *, workspace_id: UUID, partner_id: UUID, lock: bool = False
) -> Kickoff | None:
    """Return the partner's newest kickoff; with ``lock`` nobody else changes it meanwhile."""
    statement = (
        select(Kickoff)
        .where(col(Kickoff.workspace_id) == workspace_id, col(Kickoff.partner_id) == partner_id)
        .order_by(col(Kickoff.started_at).desc(), col(Kickoff.id).desc())
        .limit(1)
    )
    return session.exec(statement.with_for_update() if lock else statement).first()


def of_id(
    session: Session, *, workspace_id: UUID, kickoff_id: UUID | None, lock: bool = False
) -> Kickoff | None:
    """Return the kickoff with that id; with ``lock`` nobody else changes it meanwhile."""
    statement = select(Kickoff).where(
        col(Kickoff.workspace_id) == workspace_id, col(Kickoff.id) == kickoff_id
    )
    return session.exec(statement.with_for_update() if lock else statement).first()


def topics_of(session: Session, *, workspace_id: UUID, kickoff_id: UUID) -> list[KickoffTopic]:
    """Return the kickoff's topics, K1 first."""
    statement = select(KickoffTopic).where(
        col(KickoffTopic.workspace_id) == workspace_id, col(KickoffTopic.kickoff_id) == kickoff_id
    )
    order = list(Topic)
    return sorted(session.exec(statement), key=lambda row: order.index(row.topic))


def topic_of_id(
    session: Session, *, workspace_id: UUID, topic_id: UUID | None
) -> KickoffTopic | None:
    """Return the topic row with that id."""
    statement = select(KickoffTopic).where(
        col(KickoffTopic.workspace_id) == workspace_id, col(KickoffTopic.id) == topic_id
    )
    return session.exec(statement).first()


def summaries_of(
    session: Session, *, workspace_id: UUID, kickoff_id: UUID, rule: str
) -> list[Outbox]:
    """Return the posts of a kickoff's summary that were or will be seen, oldest first."""
    statement = (
        select(Outbox)
        .where(
            col(Outbox.workspace_id) == workspace_id,
            col(Outbox.subject_kind) == "kickoff",
            col(Outbox.subject_id) == kickoff_id,
            col(Outbox.rule) == rule,
            col(Outbox.kind) == OutboxKind.POST,
            col(Outbox.state).not_in((OutboxState.SKIPPED, OutboxState.FAILED)),
        )
        .order_by(col(Outbox.id))
    )
    return list(session.exec(statement))


def signed_without_kickoff(
    session: Session, *, workspace_id: UUID, signed_from: date, signed_to: date
) -> list[UUID]:
    """Return the partners signed in those days, both included, whose kickoff was not held."""
    held = select(Kickoff.partner_id).where(
        col(Kickoff.workspace_id) == workspace_id, col(Kickoff.state).in_(HELD)
    )
    statement = (
        select(Partner.id)
        .where(
            col(Partner.workspace_id) == workspace_id,
            col(Partner.stage) == Stage.SIGNED,
            col(Partner.signed_on).between(signed_from, signed_to),
            col(Partner.id).not_in(held),
        )
        .order_by(col(Partner.id))
    )
    return list(session.exec(statement))


def topics_due(session: Session, *, workspace_id: UUID, until: date) -> list[UUID]:
    """Return the unsettled topics of held kickoffs whose date is ``until`` or earlier."""
    statement = (
        select(KickoffTopic.id)
        .join(Kickoff, col(Kickoff.id) == col(KickoffTopic.kickoff_id))
        .where(
            col(KickoffTopic.workspace_id) == workspace_id,
            col(Kickoff.state).in_(HELD),
            col(KickoffTopic.state).in_(UNSETTLED),
            col(KickoffTopic.due_on) <= until,
        )
        .order_by(col(KickoffTopic.due_on), col(KickoffTopic.id))
    )
    return list(session.exec(statement))


def doubtful(session: Session, *, workspace_id: UUID, opened_before: datetime) -> list[UUID]:
    """Return the held kickoffs with a declined topic, or one open since before then.

    Those whose partner's owner was warned already are left out.
    """
    warned = select(Nudge.subject_id).where(
        col(Nudge.workspace_id) == workspace_id, col(Nudge.rule) == BOUGHT_IN
    )
    telling = select(KickoffTopic.kickoff_id).where(
        col(KickoffTopic.workspace_id) == workspace_id,
        or_(
            col(KickoffTopic.state) == TopicState.DECLINED,
            (col(KickoffTopic.state) == TopicState.OPEN)
            & (col(KickoffTopic.opened_at) < opened_before),
        ),
    )
    statement = (
        select(Kickoff.id)
        .where(
            col(Kickoff.workspace_id) == workspace_id,
            col(Kickoff.state).in_(HELD),
            col(Kickoff.id).in_(telling),
            col(Kickoff.id).not_in(warned),
        )
        .order_by(col(Kickoff.id))
    )
    return list(session.exec(statement))


def said(session: Session, *, workspace_id: UUID, keys: Collection[str]) -> set[str]:
    """Return which of these nudges were written down already."""
    found: set[str] = set()
    wanted = sorted(keys)
    for start in range(0, len(wanted), _CHUNK):
        statement = select(Nudge.key).where(
            col(Nudge.workspace_id) == workspace_id,
            col(Nudge.key).in_(wanted[start : start + _CHUNK]),
        )
        found.update(session.exec(statement))
    return found
