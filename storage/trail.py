"""The audit trail as people read it: the last changes, and what they were about."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from storage.audit import Audit
from storage.commitments import Commitment
from storage.goals import Goal
from storage.partners import Channel, Partner
from storage.people import Person

# What the bot remembers for itself is no change of anything.
NO_CHANGE = ("list.shown", "command.waiting")
VIEWED = "page.viewed"


def last_changes(
    session: Session, *, workspace_id: UUID, partner_ids: Collection[UUID] | None, limit: int
) -> list[Audit]:
    """Return the newest changes first; ``partner_ids`` None is everything there is.

    Of some partners it is what was done to them, their goals, commitments and channels.
    """
    statement = select(Audit).where(
        col(Audit.workspace_id) == workspace_id, col(Audit.action).not_in((*NO_CHANGE, VIEWED))
    )
    if partner_ids is not None:
        statement = statement.where(
            col(Audit.subject_id).in_(
                select(col(Goal.id))
                .where(col(Goal.partner_id).in_(partner_ids))
                .union_all(
                    select(col(Commitment.id)).where(col(Commitment.partner_id).in_(partner_ids)),
                    select(col(Partner.id)).where(col(Partner.id).in_(partner_ids)),
                    select(col(Channel.id)).where(col(Channel.partner_id).in_(partner_ids)),
                )
            )
        )
    newest = statement.order_by(col(Audit.at).desc(), col(Audit.id).desc()).limit(limit)
    return list(session.scalars(newest))


def last_views(
    session: Session, *, workspace_id: UUID, partner_ids: Collection[UUID] | None, limit: int
) -> list[Audit]:
    """Return who looked at what last; of some partners, who looked at their pages."""
    statement = select(Audit).where(
        col(Audit.workspace_id) == workspace_id, col(Audit.action) == VIEWED
    )
    if partner_ids is not None:
        statement = statement.where(col(Audit.subject_id).in_(partner_ids))
    newest = statement.order_by(col(Audit.at).desc(), col(Audit.id).desc()).limit(limit)
    return list(session.scalars(newest))


def was_viewed(
    session: Session,
    *,
    workspace_id: UUID,
    actor: str,
    page: str,
    subject_id: UUID,
    since: datetime,
) -> bool:
    """Say whether somebody has looked at a page about that since then."""
    statement = select(col(Audit.after)).where(
        col(Audit.workspace_id) == workspace_id,
        col(Audit.subject_id) == subject_id,
        col(Audit.at) >= since,
        col(Audit.action) == VIEWED,
        col(Audit.actor) == actor,
    )
    return any((after or {}).get("page") == page for after in session.scalars(statement))


def newest_of(
    session: Session,
    *,
    workspace_id: UUID,
    subject_ids: Collection[UUID],
    actions: Collection[str],
) -> list[Audit]:
    """Return the entries of these actions on these things, the newest first."""
    statement = (
        select(Audit)
        .where(
            col(Audit.workspace_id) == workspace_id,
            col(Audit.subject_id).in_(list(subject_ids)),
            col(Audit.action).in_(list(actions)),
        )
        .order_by(col(Audit.at).desc(), col(Audit.id).desc())
    )
    return list(session.scalars(statement))


def titles(
    session: Session, *, workspace_id: UUID, subject_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Return what each of these is called.

    A channel is called by its partner, a goal by its partner and its metric, since many partners
    have the same; all others by themselves.
    """
    found: dict[UUID, str] = {}
    tables: tuple[tuple[type[Commitment | Partner | Person], str], ...] = (
        (Commitment, Commitment.title),
        (Partner, Partner.name),
        (Person, Person.name),
    )
    for table, name in tables:
        statement = select(col(table.id), col(name)).where(
            col(table.workspace_id) == workspace_id, col(table.id).in_(subject_ids)
        )
        found.update({row_id: str(title) for row_id, title in session.execute(statement)})
    goals = (
        select(col(Goal.id), col(Partner.name), col(Goal.metric))
        .join(Partner, col(Partner.id) == col(Goal.partner_id))
        .where(col(Goal.workspace_id) == workspace_id, col(Goal.id).in_(subject_ids))
    )
    for goal_id, partner, metric in session.execute(goals):
        found[goal_id] = f"{partner}: {metric}"
    channels = (
        select(col(Channel.id), col(Partner.name))
        .join(Partner, col(Partner.id) == col(Channel.partner_id))
        .where(col(Channel.workspace_id) == workspace_id, col(Channel.id).in_(subject_ids))
    )
    found.update({row_id: str(name) for row_id, name in session.execute(channels)})
    return found
