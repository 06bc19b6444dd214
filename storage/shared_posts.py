"""What was put to partners in their shared channels."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from storage.outbox import Outbox, OutboxKind, OutboxState

_NEVER_SEEN = (OutboxState.SKIPPED, OutboxState.FAILED)


def subjects_of(
    session: Session, *, workspace_id: UUID, rule: str, ids: Collection[UUID]
) -> set[UUID]:
    """Return which of these things a rule's message was posted or is to be posted about."""
    statement = select(Outbox.subject_id).where(
        col(Outbox.workspace_id) == workspace_id,
        col(Outbox.rule) == rule,
        col(Outbox.kind) == OutboxKind.POST,
        col(Outbox.subject_id).in_(list(ids)),
        col(Outbox.state).not_in(_NEVER_SEEN),
    )
    return {subject_id for subject_id in session.exec(statement) if subject_id is not None}


def recently(
    session: Session, *, workspace_id: UUID, rules: Collection[str], since: datetime
) -> set[UUID]:
    """Return about which partners one of these rules wrote after that instant."""
    statement = select(Outbox.subject_id).where(
        col(Outbox.workspace_id) == workspace_id,
        col(Outbox.rule).in_(list(rules)),
        col(Outbox.kind) == OutboxKind.POST,
        col(Outbox.due_at) > since,
        col(Outbox.state).not_in(_NEVER_SEEN),
    )
    return {subject_id for subject_id in session.exec(statement) if subject_id is not None}
