"""Goals with agreed metrics, and the readings they are judged by."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.rules.pace import Band
from storage.columns import ExactDecimal, Scoped, words


class GoalSide(StrEnum):
    """Whose goal it is."""

    OURS = "ours"
    THEIRS = "theirs"
    JOINT = "joint"


class GoalState(StrEnum):
    """Whether a goal is judged."""

    ACTIVE = "active"
    NOT_ALIGNED = "not_aligned"  # both know they disagree: no slip, listed in the QBR
    CLOSED = "closed"


class Goal(Scoped, table=True):
    """A metric both sides agreed on, with its newest reading kept on the row for the sweep."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "partner_id", "metric_key", "start_on"),
        Index("ix_goal_workspace_id_state_due_on", "workspace_id", "state", "due_on"),
    )

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    kickoff_id: UUID | None = Field(default=None, foreign_key="kickoff.id")
    metric: str
    metric_key: str  # storage.partners.name_key(metric)
    unit: str  # "count", "percent", or an ISO 4217 currency
    baseline: Decimal = Field(sa_type=ExactDecimal)
    target: Decimal = Field(sa_type=ExactDecimal)
    start_on: date
    due_on: date
    owner_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    side: GoalSide = Field(sa_type=words(GoalSide))
    curve: str = "linear"  # bot.rules.pace.parse_curve reads it
    guardrail: str | None = None  # bot.rules.pace.parse_guardrail reads it
    rhythm: str = "weekly"
    source: str = "by hand"  # "by hand", or "opportunities" when counted from them
    state: GoalState = Field(default=GoalState.ACTIVE, sa_type=words(GoalState))
    agreed_ours_on: date | None = None
    agreed_theirs_on: date | None = None  # None: not nudged as a slip; the nudge is to agree it
    confidence: int | None = None  # 1-5, a person's view beside the number
    confidence_reason: str | None = None
    newest_value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    newest_as_of: date | None = None
    newest_source: str | None = None
    band: Band | None = Field(default=None, sa_type=words(Band))  # at the last sweep
    band_since: date | None = None
    better_readings: int = 0  # readings in a row in a better band, towards recovery
    unanswered_asks: int = 0
    created_at: datetime


class Reading(Scoped, table=True):
    """A value of a goal's metric as of a date. Append-only: a correction supersedes."""

    __table_args__ = (UniqueConstraint("goal_id", "source", "as_of", "source_ref"),)

    goal_id: UUID = Field(foreign_key="goal.id", index=True)
    value: Decimal = Field(sa_type=ExactDecimal)
    unit: str
    as_of: date
    source: str
    source_ref: str = ""
    note: str | None = None
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")  # None: not a person
    superseded_by: UUID | None = None  # the correcting reading
