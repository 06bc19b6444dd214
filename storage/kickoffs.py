"""Kickoffs: the two-sided agreement and its ten topics."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from bot.rules.kickoff import Topic, TopicState
from storage.columns import Json, Scoped, words


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
