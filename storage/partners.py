"""Partners, their channels and touches."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Session, bindparam, col, select

from bot.rules.stages import Stage
from storage.columns import Scoped, words
from storage.lookup import ById


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
    stage_reason: str | None = None  # why it is in its stage, where somebody said so
    parked_on: date | None = None  # dormant since, in its owner's days
    wake_on: date | None = None  # dormant until
    slack_team_id: str | None = None  # whose people act for it: a team (T…) or organisation (E…)
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
    looked_at: datetime | None = None  # when the watch last looked who reads it; None: look next


_OPEN_CHANNEL = (  # built once: a message in a channel asks for it
    select(Channel)
    .where(
        col(Channel.workspace_id) == bindparam("workspace_id"),
        col(Channel.partner_id) == bindparam("partner_id"),
        col(Channel.kind) == bindparam("kind"),
        col(Channel.state) == ChannelState.OPEN,
    )
    .order_by(col(Channel.id))
    .limit(1)
)

_BEHIND = select(Channel).where(  # built once: each button pressed in a channel asks for it
    col(Channel.workspace_id) == bindparam("workspace_id"),
    col(Channel.slack_channel_id) == bindparam("slack_channel_id"),
)


class Touch(Scoped, table=True):
    """One contact with a partner's person: a call, a mail, a meeting."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "source", "source_ref"),
        Index("ix_touch_workspace_id_happened_on", "workspace_id", "happened_on"),
    )

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    contact: str  # the partner's person, by name
    by_id: UUID | None = Field(default=None, foreign_key="person.id")
    happened_on: date
    kind: str
    outcome: str | None = None  # None reads "no outcome"
    source: str
    source_ref: str
    recorded_at: datetime


_BY_ID = ById(Partner)


@dataclass(frozen=True, slots=True)
class PartnerName:
    """What is needed to find a partner by what somebody typed, or to offer it in a menu."""

    id: UUID
    name: str
    key: str


def of_id(session: Session, *, workspace_id: UUID, partner_id: UUID | None) -> Partner | None:
    """Return the partner with that id."""
    return _BY_ID.one(session, workspace_id=workspace_id, row_id=partner_id)


def of_name(session: Session, *, workspace_id: UUID, name: str) -> Partner | None:
    """Return the partner of that name; width, case and spaces do not matter."""
    statement = select(Partner).where(
        col(Partner.workspace_id) == workspace_id, col(Partner.name_key) == name_key(name)
    )
    return session.exec(statement).one_or_none()


def names(session: Session, *, workspace_id: UUID, only: UUID | None = None) -> list[PartnerName]:
    """Return every partner's name, or that of the ``only`` one, in alphabetical order."""
    statement = (
        select(Partner.id, Partner.name, Partner.name_key)
        .where(col(Partner.workspace_id) == workspace_id)
        .order_by(col(Partner.name_key))
    )
    if only is not None:
        statement = statement.where(col(Partner.id) == only)
    return [PartnerName(*row) for row in session.exec(statement)]


def channel_of_slack_id(
    session: Session, *, workspace_id: UUID, slack_channel_id: str
) -> Channel | None:
    """Return the partner's channel behind a Slack channel."""
    asked = {"workspace_id": workspace_id, "slack_channel_id": slack_channel_id}
    return session.exec(_BEHIND, params=asked).one_or_none()


def channels_of(session: Session, *, workspace_id: UUID, partner_id: UUID) -> list[Channel]:
    """Return the partner's channels, the oldest first."""
    statement = (
        select(Channel)
        .where(col(Channel.workspace_id) == workspace_id, col(Channel.partner_id) == partner_id)
        .order_by(col(Channel.id))
    )
    return list(session.exec(statement))


def channel_of(
    session: Session, *, workspace_id: UUID, partner_id: UUID, kind: ChannelKind
) -> Channel | None:
    """Return the partner's oldest open channel of that kind."""
    asked = {"workspace_id": workspace_id, "partner_id": partner_id, "kind": kind}
    return session.exec(_OPEN_CHANNEL, params=asked).one_or_none()


def of_ids(
    session: Session, *, workspace_id: UUID, partner_ids: Iterable[UUID]
) -> dict[UUID, Partner]:
    """Return the partners with those ids, by id."""
    return _BY_ID.some(session, workspace_id=workspace_id, row_ids=partner_ids)


def owned_by(session: Session, *, workspace_id: UUID, person_id: UUID) -> list[UUID]:
    """Return the partners a person owns."""
    statement = select(Partner.id).where(
        col(Partner.workspace_id) == workspace_id, col(Partner.owner_id) == person_id
    )
    return list(session.exec(statement))
