"""What nudges led to: how many were answered, and how soon, by rule and by partner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage.commitments import Commitment
from storage.goals import Goal
from storage.kickoffs import Kickoff, KickoffTopic
from storage.nudges import SNOOZE, Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import Partner, Touch
from storage.qbrs import Qbr

# Ended without anybody answering.
BY_ITSELF = ("recovered", "improved", "ended", "parked", "closed")
BATCH = 1000


@dataclass
class Quality:
    """How many nudges were seen and how many of them were answered, and after how long."""

    sent: int = 0
    answered: int = 0
    waited: list[timedelta] = field(default_factory=list)

    @property
    def percent(self) -> int:
        """The share that was answered, rounded down."""
        return 100 * self.answered // self.sent if self.sent else 0

    @property
    def median(self) -> timedelta | None:
        """The time half of the answers took at most."""
        if not self.waited:
            return None
        return timedelta(seconds=median(one.total_seconds() for one in self.waited))

    def count(self, sent_at: datetime, acted_at: datetime | None, action: str | None) -> None:
        """Count one nudge that was seen; what ended by itself is not counted at all."""
        if action in BY_ITSELF:
            return
        self.sent += 1
        if acted_at is not None:
            self.answered += 1
            self.waited.append(max(acted_at - sent_at, timedelta(0)))


Seen = tuple[str, UUID | None, datetime, datetime | None, str | None]


def seen(
    session: Session,
    *,
    since: datetime,
    workspace_id: UUID | None = None,
    partner_ids: Sequence[UUID] | None = None,
) -> Iterator[Seen]:
    """Yield rule, partner, when it was sent and answered, and how, of each nudge that was seen.

    ``workspace_id`` None is all of them together, ``partner_ids`` None all partners.
    """
    partner_id = func.coalesce(
        col(Goal.partner_id),
        col(Commitment.partner_id),
        col(Qbr.partner_id),
        col(Touch.partner_id),
        col(Kickoff.partner_id),
        col(Partner.id),
    )
    statement = (
        select(
            col(Nudge.rule),
            partner_id,
            col(Outbox.finished_at),
            col(Nudge.acted_at),
            col(Nudge.action),
        )
        .join(Outbox, col(Outbox.id) == col(Nudge.outbox_id))
        .outerjoin(Goal, col(Goal.id) == col(Nudge.subject_id))
        .outerjoin(Commitment, col(Commitment.id) == col(Nudge.subject_id))
        .outerjoin(Qbr, col(Qbr.id) == col(Nudge.subject_id))
        .outerjoin(Touch, col(Touch.id) == col(Nudge.subject_id))
        .outerjoin(KickoffTopic, col(KickoffTopic.id) == col(Nudge.subject_id))
        .outerjoin(
            Kickoff, col(Kickoff.id).in_([col(Nudge.subject_id), col(KickoffTopic.kickoff_id)])
        )
        .outerjoin(Partner, col(Partner.id) == col(Nudge.subject_id))
        .where(
            col(Outbox.state) == OutboxState.SENT,
            col(Nudge.created_at) >= since,
            col(Nudge.rule) != SNOOZE,
        )
    )
    if workspace_id is not None:
        statement = statement.where(col(Nudge.workspace_id) == workspace_id)
    if partner_ids is not None:
        statement = statement.where(partner_id.in_(partner_ids))
    rows = session.execute(statement, execution_options={"yield_per": BATCH})
    for rule, partner, sent_at, acted_at, action in rows:
        if sent_at is not None:
            yield rule, partner, sent_at, acted_at, action


def by_rule_and_partner(
    rows: Iterator[Seen],
) -> tuple[dict[str, Quality], dict[UUID, Quality]]:
    """Return the nudges counted by their rule, and again by their partner."""
    rules: dict[str, Quality] = {}
    partners: dict[UUID, Quality] = {}
    for rule, partner_id, sent_at, acted_at, action in rows:
        rules.setdefault(rule, Quality()).count(sent_at, acted_at, action)
        if partner_id is not None:
            partners.setdefault(partner_id, Quality()).count(sent_at, acted_at, action)
    return (
        {rule: one for rule, one in rules.items() if one.sent},
        {partner_id: one for partner_id, one in partners.items() if one.sent},
    )
