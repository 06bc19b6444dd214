"""Who takes care of a partner when somebody has to be told."""

from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import Session, col

from storage.commitments import Commitment
from storage.goals import Goal
from storage.kickoffs import Kickoff
from storage.partners import Channel, Partner
from storage.people import Person, Side
from storage.qbrs import Qbr
from storage.workspaces import Workspace

_BELONGS_TO_A_PARTNER = {
    "partner": (col(Partner.id), col(Partner.id)),
    "partner_week": (col(Partner.id), col(Partner.id)),
    "pulse": (col(Partner.id), col(Partner.id)),
    "goal": (col(Goal.id), col(Goal.partner_id)),
    "commitment": (col(Commitment.id), col(Commitment.partner_id)),
    "qbr": (col(Qbr.id), col(Qbr.partner_id)),
    "kickoff": (col(Kickoff.id), col(Kickoff.partner_id)),
    "channel": (col(Channel.id), col(Channel.partner_id)),
}


def steward(session: Session, *, workspace_id: UUID, partner_id: UUID | None) -> Person | None:
    """Return who takes care of a partner: its owner, else the workspace's admin.

    Only somebody who can be messaged: active, ours, with a Slack account.
    """
    reachable = and_(
        col(Person.workspace_id) == workspace_id,
        col(Person.is_active).is_(True),
        col(Person.side) == Side.OURS,
        col(Person.slack_user_id).is_not(None),
    )
    owner = (
        select(Person)
        .join(Partner, col(Partner.owner_id) == col(Person.id))
        .where(col(Partner.id) == partner_id, reachable)
    )
    admin = (
        select(Person)
        .join(Workspace, col(Workspace.admin_user_id) == col(Person.slack_user_id))
        .where(col(Workspace.id) == workspace_id, reachable)
    )
    found = session.execute(owner).scalar_one_or_none()
    return found or session.execute(admin).scalar_one_or_none()


def partner_of(session: Session, *, subject: tuple[str, UUID]) -> UUID | None:
    """Return the partner that a message's subject, by kind and id, belongs to."""
    kind, subject_id = subject
    if kind not in _BELONGS_TO_A_PARTNER:
        return None
    key, partner_id = _BELONGS_TO_A_PARTNER[kind]
    return session.execute(select(partner_id).where(key == subject_id)).scalar_one_or_none()
