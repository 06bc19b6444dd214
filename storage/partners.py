"""Partners, their channels and touches."""

import unicodedata
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.rules.stages import Stage
from storage.columns import Scoped, words


def name_key(name: str) -> str:
    """Return ``name`` as it is compared: width and case folded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Partner(Scoped, table=True):
    """A company we signed with, or may sign with."""

    __table_args__ = (UniqueConstraint("workspace_id", "name_key"),)

    name: str
    name_key: str
    stage: Stage = Field(default=Stage.SIGNED, sa_type=words(Stage))
    # No foreign keys here: person already points at partner, and a cycle cannot be created.
    owner_id: UUID | None = Field(default=None, index=True)  # a person
    sponsor_id: UUID | None = None  # a person: escalation goes to them only
    signed_on: date | None = None
    rhythm: str | None = None  # how often both sides meet, in words
    headline_goal_id: UUID | None = None  # the one metric shown first everywhere
    wake_on: date | None = None  # dormant until
    dormant_reason: str | None = None
    created_at: datetime


class ChannelKind(StrEnum):
    """Which of a partner's channels this is; what may be posted is checked at each write."""

    INTERNAL = "internal"
    SHARED = "shared"


class ChannelState(StrEnum):
    """Whether the bot writes to a channel."""

    OPEN = "open"
    PAUSED = "paused"


class Channel(Scoped, table=True):
    """A Slack channel that belongs to a partner."""

    __table_args__ = (UniqueConstraint("workspace_id", "slack_channel_id"),)

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    slack_channel_id: str
    kind: ChannelKind = Field(sa_type=words(ChannelKind))
    state: ChannelState = Field(default=ChannelState.OPEN, sa_type=words(ChannelState))
    paused_reason: str | None = None
    paused_at: datetime | None = None


class Touch(Scoped, table=True):
    """One contact with a partner's person: a call, a mail, a meeting."""

    __table_args__ = (UniqueConstraint("workspace_id", "source", "source_ref"),)

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    contact: str  # the partner's person, by name
    by_id: UUID | None = Field(default=None, foreign_key="person.id")
    happened_on: date
    kind: str
    outcome: str | None = None  # None reads "no outcome"
    source: str
    source_ref: str
    recorded_at: datetime
