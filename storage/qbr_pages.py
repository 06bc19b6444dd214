"""What a QBR's page is made of: one partner's promises, numbers and deals."""

from datetime import UTC, date, datetime, time
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, and_, col, or_, select

from bot.rules.commitments import OPEN, CommitmentState
from bot.rules.kickoff import Topic, TopicState
from storage.commitments import Commitment, CommitmentMove
from storage.goals import Goal, GoalState
from storage.kickoffs import Kickoff, KickoffState, KickoffTopic
from storage.partners import Touch
from storage.people import Person, Side


class PromiseRow(NamedTuple):
    """A commitment with its owner's name."""

    id: UUID
    title: str
    side: Side
    state: CommitmentState
    due_on: date
    accepted_due_on: date | None
    done_on: date | None
    dropped_by_agreement: bool
    owner: str | None
    blocked_kind: str | None
    blocked_on: date | None
    unblocker: str | None


class MovesRow(NamedTuple):
    """How often and how far a commitment's date was moved, and the newest reason given."""

    commitment_id: UUID
    moves: int
    days: int
    reason: str | None


class TopicRow(NamedTuple):
    """A kickoff topic with the name of who settles it."""

    topic: Topic
    state: TopicState
    ours: str
    theirs: str
    due_on: date | None
    owner: str | None


class ContactRow(NamedTuple):
    """How much contact there was."""

    touches: int
    people: int
    last_on: date | None


def promises(
    session: Session, *, workspace_id: UUID, partner_id: UUID, since: date
) -> list[PromiseRow]:
    """Return what fell due from ``since`` on, was done since, or is open; soonest due first."""
    rows = session.execute(
        select_columns(
            col(Commitment.id),
            col(Commitment.title),
            col(Commitment.side),
            col(Commitment.state),
            col(Commitment.due_on),
            col(Commitment.accepted_due_on),
            col(Commitment.done_on),
            col(Commitment.dropped_by_agreement),
            col(Person.name),
            col(Commitment.blocked_kind),
            col(Commitment.blocked_on),
            col(Commitment.unblocker),
        )
        .outerjoin(Person, col(Person.id) == col(Commitment.owner_id))
        .where(
            col(Commitment.workspace_id) == workspace_id,
            col(Commitment.partner_id) == partner_id,
            col(Commitment.state) != CommitmentState.DECLINED,
            or_(
                col(Commitment.due_on) >= since,
                col(Commitment.done_on) >= since,
                col(Commitment.state).in_(OPEN),
            ),
        )
        .order_by(col(Commitment.due_on), col(Commitment.id))
    )
    return [PromiseRow(*row) for row in rows]


def moves(session: Session, *, workspace_id: UUID, partner_id: UUID) -> dict[UUID, MovesRow]:
    """Return the moves of the partner's commitments, by commitment."""
    rows = session.execute(
        select_columns(
            col(CommitmentMove.commitment_id),
            col(CommitmentMove.from_on),
            col(CommitmentMove.to_on),
            col(CommitmentMove.reason),
        )
        .join(Commitment, col(Commitment.id) == col(CommitmentMove.commitment_id))
        .where(
            col(CommitmentMove.workspace_id) == workspace_id,
            col(Commitment.partner_id) == partner_id,
        )
        .order_by(col(CommitmentMove.moved_at), col(CommitmentMove.id))
    )
    found: dict[UUID, MovesRow] = {}
    for commitment_id, from_on, to_on, reason in rows:
        before = found.get(commitment_id, MovesRow(commitment_id, 0, 0, None))
        days = before.days + (to_on - from_on).days
        why = reason or before.reason
        found[commitment_id] = MovesRow(commitment_id, before.moves + 1, days, why)
    return found


def goals(session: Session, *, workspace_id: UUID, partner_id: UUID, since: date) -> list[Goal]:
    """Return the partner's goals that were due from ``since`` on, or closed since then."""
    is_closed = col(Goal.state) == GoalState.CLOSED
    first = datetime.combine(since, time.min, UTC)
    return list(
        session.exec(
            select(Goal)
            .where(
                col(Goal.workspace_id) == workspace_id,
                col(Goal.partner_id) == partner_id,
                or_(
                    and_(is_closed, col(Goal.closed_at) >= first),
                    and_(~is_closed, col(Goal.due_on) >= since),
                ),
            )
            .order_by(col(Goal.due_on), col(Goal.metric))
        )
    )


def topics(session: Session, *, workspace_id: UUID, partner_id: UUID) -> list[TopicRow]:
    """Return the topics of the partner's newest kickoff that was submitted."""
    newest = (
        select(Kickoff.id)
        .where(
            col(Kickoff.workspace_id) == workspace_id,
            col(Kickoff.partner_id) == partner_id,
            col(Kickoff.state) != KickoffState.DRAFT,
        )
        .order_by(col(Kickoff.submitted_at).desc())
        .limit(1)
    )
    rows = session.execute(
        select_columns(
            col(KickoffTopic.topic),
            col(KickoffTopic.state),
            col(KickoffTopic.ours),
            col(KickoffTopic.theirs),
            col(KickoffTopic.due_on),
            col(Person.name),
        )
        .outerjoin(Person, col(Person.id) == col(KickoffTopic.owner_id))
        .where(
            col(KickoffTopic.workspace_id) == workspace_id,
            col(KickoffTopic.kickoff_id).in_(newest),
        )
    )
    return [TopicRow(*row) for row in rows]


def contact(session: Session, *, workspace_id: UUID, partner_id: UUID, since: date) -> ContactRow:
    """Return how often, and with how many of their people, we spoke from a date on."""
    row = session.execute(
        select_columns(
            func.count(),
            func.count(func.distinct(col(Touch.contact))),
            func.max(col(Touch.happened_on)),
        ).where(
            col(Touch.workspace_id) == workspace_id,
            col(Touch.partner_id) == partner_id,
            col(Touch.happened_on) >= since,
        )
    ).one()
    return ContactRow(*row)
