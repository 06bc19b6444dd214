"""What a day's health tells of the days before: written into the audit trail once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.workspace import limits
from bot.rules.health import HealthBand, HealthSnapshot, health_event
from storage import audit, health_history
from storage.goal_sweep import uuid_of
from storage.health_history import KeptRow, ScoreRow


@dataclass(frozen=True, slots=True)
class Look:
    """A look at one partner's health, and the snapshot of a day before."""

    snapshot_id: UUID
    score: int | None
    band: str
    before: KeptRow


def note(session: Session, looks: Sequence[Look], *, workspace_id: UUID, now: datetime) -> None:
    """Write a change of band, or a fall, into the audit trail at the first look of its day.

    Of a second look the snapshot's id was not kept.
    """
    moved = [one for one in looks if _may_be_told(one)]
    if not moved:
        return
    its = limits.of(session, workspace_id)
    since = now.date() - timedelta(days=its.health_fall_days + 1)
    ids = [one.snapshot_id for one in moved]
    partner_ids = health_history.partners_of(session, workspace_id=workspace_id, snapshot_ids=ids)
    # Nobody may have looked for longer than a fall is looked back for; a band changes all the same.
    histories = {
        uuid_of(one.before.partner_id): [_on_day(one.before)]
        for one in moved
        if one.before.taken_on < since
    }
    for row in health_history.history(
        session, workspace_id=workspace_id, partner_ids=partner_ids, since=since
    ):
        histories.setdefault(row.partner_id, []).append(_on_day(row))
    for partner_id in partner_ids:
        event = health_event(histories[partner_id], limits=its)
        if event is not None:
            audit.record(
                session,
                workspace_id=workspace_id,
                now=now,
                actor="bot",
                action=f"health.{event.kind.value}",
                subject=("partner", partner_id),
                before={"score": event.old.score, "band": event.old.band.value},
                after={"score": event.new.score, "band": event.new.band.value},
            )


def _on_day(row: KeptRow | ScoreRow) -> HealthSnapshot:
    return HealthSnapshot(row.taken_on, row.score, HealthBand(row.band))


def _may_be_told(look: Look) -> bool:
    """Say whether there may be an event: one is a new band, or a fall that goes further today.

    Most partners are where they were, so their history is not read at all.
    """
    before = look.before
    return before.band != look.band or (look.score or 0) < (before.score or 0)
