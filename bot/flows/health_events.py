"""What a day's health tells of the days before: written into the audit trail once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.rules.defaults import DEFAULTS
from bot.rules.health import HealthBand, HealthSnapshot, health_event
from storage import audit, health_history
from storage.health_history import KeptRow


@dataclass(frozen=True, slots=True)
class Taken:
    """One partner's health of today, and the snapshot before it."""

    partner_id: UUID
    score: int | None
    band: str
    before: KeptRow | None


def note(session: Session, taken: Sequence[Taken], *, workspace_id: UUID, now: datetime) -> None:
    """Write a change of band, or a fall, into the audit trail on the day it is reached."""
    since = now.date() - timedelta(days=DEFAULTS.health_fall_days + 1)
    moved = [one.partner_id for one in taken if _may_be_told(one, since)]
    if not moved:
        return
    histories: dict[UUID, list[HealthSnapshot]] = {}
    for row in health_history.history(
        session, workspace_id=workspace_id, partner_ids=moved, since=since
    ):
        on_day = HealthSnapshot(row.taken_on, row.score, HealthBand(row.band))
        histories.setdefault(row.partner_id, []).append(on_day)
    for partner_id, history in histories.items():
        event = health_event(history)
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


def _may_be_told(taken: Taken, since: date) -> bool:
    """Say whether there may be an event: one is a new band, or a fall that goes further today.

    Most partners are where they were, so their history is not read at all.
    """
    before = taken.before
    if before is None or before.taken_on < since:
        return False
    if before.band != taken.band:
        return True
    return (taken.score or 0) < (before.score or 0)
