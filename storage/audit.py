"""The audit trail: who did what, when, before and after. Append-only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlmodel import Field, Session, SQLModel, col, select

from storage.columns import Json, Scoped, new_id


class Audit(Scoped, table=True):
    """One change, refusal or view."""

    __table_args__ = (Index("ix_audit_subject_id_at", "subject_id", "at"),)

    at: datetime
    actor: str  # a person's id, or "bot", "import", "admin at the keyboard"
    action: str  # noun.verb, e.g. "commitment.done"
    subject_kind: str
    subject_id: UUID | None = None
    before: Json | None = Field(default=None, sa_type=JSON)
    after: Json | None = Field(default=None, sa_type=JSON)


_APPEND = SQLModel.metadata.tables["audit"].insert()


def record(
    session: Session,
    *,
    workspace_id: UUID,
    now: datetime,
    actor: UUID | str,
    action: str,
    subject: tuple[str, UUID | None],
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Append one entry in the caller's transaction. ``subject`` is its kind and id."""
    kind, subject_id = subject
    entry = {
        "id": new_id(),
        "workspace_id": workspace_id,
        "at": now,
        "actor": str(actor),
        "action": action,
        "subject_kind": kind,
        "subject_id": subject_id,
        "before": before,
        "after": after,
    }
    session.connection().execute(_APPEND, entry)


def newest(session: Session, *, workspace_id: UUID, action: str, subject_id: UUID) -> Audit | None:
    """Return the newest entry of an action on a thing."""
    statement = (
        select(Audit)
        .where(
            col(Audit.workspace_id) == workspace_id,
            col(Audit.action) == action,
            col(Audit.subject_id) == subject_id,
        )
        .order_by(col(Audit.at).desc(), col(Audit.id).desc())
        .limit(1)
    )
    return session.exec(statement).first()
