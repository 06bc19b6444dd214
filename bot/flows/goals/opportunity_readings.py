"""Readings that the opportunities give by themselves."""

from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.flows.people.in_slack import known_zone
from bot.rules.working_calendar import WorkingCalendar
from storage import opportunity_counts
from storage.columns import new_id
from storage.goals import Reading
from storage.opportunity_counts import BATCH, SOURCE, Count
from storage.upsert import insert_missing


def count(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Give every counted goal a reading as of its owner's local date; return how many.

    A goal gets one only when the day or the value is new. A value that changed within the
    day supersedes the day's earlier reading, which stays.
    """
    zones = opportunity_counts.zones(session, workspace_id=workspace_id)
    counts = opportunity_counts.counts(
        session,
        workspace_id=workspace_id,
        dates={zone: WorkingCalendar(known_zone(zone)).local_date(now) for zone in zones},
        today=now.date(),
    )
    recorded = 0
    while batch := list(islice(counts, BATCH)):
        _record(session, batch, workspace_id=workspace_id, now=now)
        recorded += len(batch)
    return recorded


def _record(session: Session, counted: list[Count], *, workspace_id: UUID, now: datetime) -> None:
    same_day = [one for one in counted if one.newest_as_of == one.as_of]
    corrected = opportunity_counts.readings_on(session, same_day) if same_day else {}
    rows = [_reading(one, corrected.get(one.goal_id), workspace_id, now) for one in counted]
    insert_missing(session, Reading, rows)
    by_goal = {row["goal_id"]: row["id"] for row in rows}
    opportunity_counts.supersede(
        session, {old: by_goal[goal_id] for goal_id, old in corrected.items()}
    )
    opportunity_counts.keep_newest(session, counted)


def _reading(
    one: Count, corrected: UUID | None, workspace_id: UUID, now: datetime
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "workspace_id": workspace_id,
        "goal_id": one.goal_id,
        "value": one.value,
        "unit": one.unit,
        "as_of": one.as_of,
        "source": SOURCE,
        # Two processes that correct the same reading give the same key: one wins.
        "source_ref": f"corrects {corrected}" if corrected else "",
        "recorded_at": now,
    }
