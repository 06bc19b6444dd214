"""Goals with agreed metrics, and the readings they are judged by."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, or_
from sqlmodel import Field, Session, col, select

from bot.rules.endings import Ending
from bot.rules.pace import Band
from storage.columns import AT_ONCE, ExactDecimal, Scoped, words
from storage.partners import Partner

WHOLE = 10**12  # all of what was expected by then, as ``Goal.reached`` counts it


class GoalSide(StrEnum):
    """Whose goal it is."""

    OURS = "ours"
    THEIRS = "theirs"
    JOINT = "joint"


class GoalState(StrEnum):
    """Whether a goal is judged."""

    ACTIVE = "active"
    NOT_ALIGNED = "not_aligned"  # both know they disagree: no slip, listed in the QBR
    CLOSED = "closed"  # over, by a person's word: see ``Goal.ending``


class Goal(Scoped, table=True):
    """A metric both sides agreed on, with its newest reading kept on the row for the sweep."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "partner_id", "metric_key", "start_on"),
        Index("ix_goal_workspace_id_state_due_on", "workspace_id", "state", "due_on"),
        Index("ix_goal_workspace_id_state_judge_at", "workspace_id", "state", "judge_at"),
        Index("ix_goal_workspace_id_state_stale_on", "workspace_id", "state", "stale_on"),
        Index("ix_goal_workspace_id_source", "workspace_id", "source"),
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
    ending: Ending | None = Field(default=None, sa_type=words(Ending))  # None while it is open
    close_reason: str | None = None
    closed_at: datetime | None = None
    agreed_ours_on: date | None = None
    agreed_theirs_on: date | None = None  # None: not nudged as a slip; the nudge is to agree it
    confidence: int | None = None  # 1-5, a person's view beside the number
    confidence_reason: str | None = None
    newest_value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    newest_as_of: date | None = None
    newest_source: str | None = None
    band: Band | None = Field(default=None, sa_type=words(Band))  # at the last sweep
    band_since: date | None = None
    judge_at: datetime = AT_ONCE  # when the sweep looks at it again; storage.again resets it
    stale_on: date | None = None  # the first day its number is too old, in its owner's days
    read_band: Band | None = Field(default=None, sa_type=words(Band))  # however old the reading
    reached: int | None = Field(default=None, sa_type=BigInteger)  # of what was expected, / WHOLE
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


CORRECTION = "~"  # "ref~2" is the second correction of "ref"


def of_id(
    session: Session, *, workspace_id: UUID, goal_id: UUID | None, lock: bool = False
) -> Goal | None:
    """Return the goal with that id; with ``lock`` nobody else changes it meanwhile."""
    statement = select(Goal).where(col(Goal.workspace_id) == workspace_id, col(Goal.id) == goal_id)
    # Not FOR UPDATE: a reading that points at the goal would have to wait.
    found = statement.with_for_update(key_share=True) if lock else statement
    return session.exec(found).one_or_none()


def same(session: Session, *, partner: Partner, metric_key: str, start_on: date) -> Goal | None:
    """Return the partner's goal for that metric from that day."""
    statement = select(Goal).where(
        col(Goal.workspace_id) == partner.workspace_id,
        col(Goal.partner_id) == partner.id,
        col(Goal.metric_key) == metric_key,
        col(Goal.start_on) == start_on,
    )
    return session.exec(statement).one_or_none()


def of_partner(
    session: Session, *, workspace_id: UUID, partner_id: UUID, with_closed: bool = False
) -> list[Goal]:
    """Return the partner's goals, those due first at the top."""
    statement = (
        select(Goal)
        .where(col(Goal.workspace_id) == workspace_id, col(Goal.partner_id) == partner_id)
        .order_by(col(Goal.due_on), col(Goal.id))
    )
    if not with_closed:
        statement = statement.where(col(Goal.state) != GoalState.CLOSED)
    return list(session.exec(statement))


def newest_closed(
    session: Session, *, workspace_id: UUID, partner_id: UUID, limit: int
) -> list[Goal]:
    """Return the partner's goals that were closed, the last one first."""
    statement = (
        select(Goal)
        .where(
            col(Goal.workspace_id) == workspace_id,
            col(Goal.partner_id) == partner_id,
            col(Goal.state) == GoalState.CLOSED,
        )
        .order_by(col(Goal.closed_at).desc(), col(Goal.id).desc())
        .limit(limit)
    )
    return list(session.exec(statement))


def owned_by(session: Session, *, workspace_id: UUID, person_id: UUID) -> list[Goal]:
    """Return the goals a person answers for, those due first at the top."""
    statement = (
        select(Goal)
        .where(
            col(Goal.workspace_id) == workspace_id,
            col(Goal.owner_id) == person_id,
            col(Goal.state) == GoalState.ACTIVE,
        )
        .order_by(col(Goal.due_on), col(Goal.id))
    )
    return list(session.exec(statement))


def standing_reading(
    session: Session, *, goal: Goal, source: str, as_of: date, source_ref: str
) -> Reading | None:
    """Return the reading from that source for that day which nothing has corrected."""
    reference = col(Reading.source_ref)
    statement = select(Reading).where(
        col(Reading.goal_id) == goal.id,
        col(Reading.source) == source,
        col(Reading.as_of) == as_of,
        col(Reading.superseded_by).is_(None),
        or_(
            reference == source_ref,
            reference.startswith(source_ref + CORRECTION, autoescape=True),
        ),
    )
    return session.exec(statement).first()
