"""What is owned by people who are gone."""

from uuid import UUID

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.rules.commitments import OPEN
from storage import holding
from storage.commitments import Commitment
from storage.goals import Goal, GoalState
from storage.partners import Partner
from storage.people import Person, Side

Orphan = tuple[Commitment | Goal | Partner, UUID, Partner]


def orphans(session: Session, *, workspace_id: UUID) -> list[Orphan]:
    """Return what is open and owned by our people who are gone: the thing, who, its partner.

    All of it is held: an answer under way is waited for here, and none comes in between.
    """
    gone = [
        col(Person.workspace_id) == workspace_id,
        col(Person.is_active).is_(False),
        col(Person.side) == Side.OURS,
    ]
    _hold(session, workspace_id, select(Person.id).where(*gone))
    partners = (
        select(Partner, Person.id)
        .join(Person, col(Person.id) == col(Partner.owner_id))
        .where(col(Partner.workspace_id) == workspace_id, *gone)
        .order_by(col(Partner.id))
    )
    promises = (
        select(Commitment, Person.id, Partner)
        .join(Person, col(Person.id) == col(Commitment.owner_id))
        .join(Partner, col(Partner.id) == col(Commitment.partner_id))
        .where(col(Commitment.workspace_id) == workspace_id, col(Commitment.state).in_(OPEN), *gone)
        .order_by(col(Commitment.id))
    )
    numbers = (
        select(Goal, Person.id, Partner)
        .join(Person, col(Person.id) == col(Goal.owner_id))
        .join(Partner, col(Partner.id) == col(Goal.partner_id))
        .where(
            col(Goal.workspace_id) == workspace_id,
            col(Goal.state) != GoalState.CLOSED,
            *gone,
        )
        .order_by(col(Goal.id))
    )
    # Partners last: until then their old owner says that things cannot go to them.
    return [
        *session.exec(promises),
        *session.exec(numbers),
        *((partner, person_id, partner) for partner, person_id in session.exec(partners)),
    ]


def _hold(session: Session, workspace_id: UUID, gone: SelectOfScalar[UUID]) -> None:
    """Hold what they own, and the promises of partners whose ladders begin anew with an owner."""
    theirs = select(Partner.id).where(
        col(Partner.workspace_id) == workspace_id, col(Partner.owner_id).in_(gone)
    )
    numbers = select(Goal.id).where(
        col(Goal.workspace_id) == workspace_id,
        col(Goal.owner_id).in_(gone),
        col(Goal.state) != GoalState.CLOSED,
    )
    promises = select(Commitment.id).where(
        col(Commitment.workspace_id) == workspace_id,
        or_(
            col(Commitment.owner_id).in_(gone) & col(Commitment.state).in_(OPEN),
            col(Commitment.partner_id).in_(theirs),
        ),
    )
    holding.rows(session, theirs)
    holding.rows(session, numbers)
    holding.rows(session, promises)
