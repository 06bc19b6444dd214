"""What may be on somebody's mind this morning, for a whole workspace at once."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from bot.rules.commitments import PROMISED, CommitmentState
from bot.rules.pace import Band
from bot.rules.stages import SILENT_STAGES
from storage.commitments import Commitment
from storage.goals import Goal, GoalState
from storage.nudges import SNOOZE, SNOOZED, Nudge
from storage.opportunity_counts import SOURCE as COUNTED
from storage.partners import Partner, Touch
from storage.qbrs import Qbr

UNDER_WAY = tuple(PROMISED - {CommitmentState.BLOCKED})


def partners_spoken_of(session: Session, *, workspace_id: UUID) -> dict[UUID, Partner]:
    """Return the partners that are neither dormant nor ended."""
    statement = select(Partner).where(
        col(Partner.workspace_id) == workspace_id, col(Partner.stage).not_in(SILENT_STAGES)
    )
    return {partner.id: partner for partner in session.scalars(statement)}


def commitments_due(
    session: Session, *, workspace_id: UUID, last: date, now: datetime
) -> list[Commitment]:
    """Return what is under way, not snoozed, and due by ``last``."""
    statement = (
        select(Commitment)
        .where(
            col(Commitment.workspace_id) == workspace_id,
            col(Commitment.state).in_(UNDER_WAY),
            col(Commitment.due_on) <= last,
            or_(col(Commitment.snoozed_until).is_(None), col(Commitment.snoozed_until) <= now),
        )
        .order_by(col(Commitment.due_on), col(Commitment.id))
    )
    return list(session.scalars(statement))


def commitments_blocked(
    session: Session, *, workspace_id: UUID, by: date, now: datetime
) -> list[Commitment]:
    """Return what has been blocked since that day or longer, and is not snoozed."""
    statement = select(Commitment).where(
        col(Commitment.workspace_id) == workspace_id,
        col(Commitment.state) == CommitmentState.BLOCKED,
        col(Commitment.blocked_on) <= by,
        or_(col(Commitment.snoozed_until).is_(None), col(Commitment.snoozed_until) <= now),
    )
    return list(session.scalars(statement))


def goals_in(session: Session, *, workspace_id: UUID, bands: tuple[Band, ...]) -> list[Goal]:
    """Return the active goals that were in these bands at the last sweep."""
    statement = select(Goal).where(
        col(Goal.workspace_id) == workspace_id,
        col(Goal.state) == GoalState.ACTIVE,
        col(Goal.band).in_(bands),
    )
    return list(session.scalars(statement))


def goals_over(
    session: Session, *, workspace_id: UUID, first: date, last: date, asked: str
) -> list[Goal]:
    """Return the active goals due on these days that no nudge of the rule ``asked`` is about."""
    said = select(col(Nudge.id)).where(
        col(Nudge.subject_id) == col(Goal.id),
        col(Nudge.rule) == asked,
        col(Nudge.skipped_reason).is_(None),
    )
    statement = select(Goal).where(
        col(Goal.workspace_id) == workspace_id,
        col(Goal.state) == GoalState.ACTIVE,
        col(Goal.due_on).between(first, last),
        ~said.exists(),
    )
    return list(session.scalars(statement))


def goals_to_ask_about(
    session: Session, *, workspace_id: UUID, stale_by: date, asked_by: date, most_asks: int
) -> list[Goal]:
    """Return the goals whose number is too old by then, and whose owner may be asked again.

    Not those counted by themselves, finally read, asked about since ``asked_by``, or snoozed.
    """
    asked = select(col(Nudge.id)).where(
        col(Nudge.subject_id) == col(Goal.id),
        or_(
            asked_since(asked_by),
            (col(Nudge.rule) == SNOOZE) & col(Nudge.acted_at).is_(None),
        ),
    )
    statement = select(Goal).where(
        col(Goal.workspace_id) == workspace_id,
        col(Goal.state) == GoalState.ACTIVE,
        col(Goal.source) != COUNTED,
        col(Goal.unanswered_asks) < most_asks,
        or_(col(Goal.stale_on).is_(None), col(Goal.stale_on) <= stale_by),
        or_(col(Goal.newest_as_of).is_(None), col(Goal.newest_as_of) < col(Goal.due_on)),
        ~asked.exists(),
    )
    return list(session.scalars(statement))


def asked_since(asked_by: date | BindParameter[date]) -> ColumnElement[bool]:
    """Return whether a nudge asked for a number after that day; a snooze takes the ask back."""
    return and_(
        col(Nudge.rule).startswith("ask"),
        col(Nudge.local_on) > asked_by,
        col(Nudge.action).is_distinct_from(SNOOZED),
    )


def last_touches(
    session: Session, *, workspace_id: UUID, quiet_since: date, known_since: date
) -> list[Touch]:
    """Return the last touch of each contact, where it lies between these days."""
    newest = (
        select(
            col(Touch.partner_id), col(Touch.contact), func.max(col(Touch.happened_on)).label("on")
        )
        .where(col(Touch.workspace_id) == workspace_id)
        .group_by(col(Touch.partner_id), col(Touch.contact))
        .subquery()
    )
    statement = (
        select(Touch)
        .join(
            newest,
            (col(Touch.partner_id) == newest.c.partner_id)
            & (col(Touch.contact) == newest.c.contact)
            & (col(Touch.happened_on) == newest.c.on),
        )
        .where(
            col(Touch.workspace_id) == workspace_id,
            newest.c.on.between(known_since, quiet_since),
        )
        .order_by(col(Touch.partner_id), col(Touch.contact), col(Touch.id))
    )
    seen = {(touch.partner_id, touch.contact): touch for touch in session.scalars(statement)}
    return list(seen.values())


def qbrs_near(session: Session, *, workspace_id: UUID, first: date, last: date) -> list[Qbr]:
    """Return the reviews of these days that take place."""
    statement = select(Qbr).where(
        col(Qbr.workspace_id) == workspace_id,
        col(Qbr.held_on).between(first, last),
        col(Qbr.called_off_at).is_(None),
    )
    return list(session.scalars(statement))
