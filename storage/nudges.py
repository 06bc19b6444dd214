"""Nudges: what was said to whom about what, and what they did."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.columns import Scoped


class Nudge(Scoped, table=True):
    """One nudge or digest line. The key makes it once only, whoever runs and whenever they die."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index("ix_nudge_subject_id_rule", "subject_id", "rule"),
    )

    key: str  # bot.rules.nudging.send_key: recipient, rule, subject, local date
    rule: str
    subject_kind: str  # goal, commitment, partner, qbr, topic, person
    subject_id: UUID
    recipient_id: UUID | None = Field(default=None, foreign_key="person.id")
    local_on: date
    outbox_id: UUID | None = Field(default=None, foreign_key="outbox.id", index=True)
    skipped_reason: str | None = None  # recorded, not sent
    created_at: datetime
    acted_at: datetime | None = None
    action: str | None = None  # done, moved, blocked, snoozed, reading, comment
