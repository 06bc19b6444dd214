"""What the goals tell of each partner's health, added up by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from sqlmodel import Session

from bot.flows.goals.judging import as_read, reached
from bot.rules.defaults import Limits
from bot.rules.pace import Band
from bot.rules.readings import Rhythm, after_rhythms
from storage import goal_sweep, health_goals
from storage.goal_sweep import RawId, uuid_of
from storage.health_goals import ReachedRow

SLIPPED = frozenset({Band.OFF_TRACK, Band.MISSED})


@dataclass(slots=True)
class Shares:
    """How much of what was expected the numbers of one kind reached, added up."""

    total: int = 0  # of storage.goals.WHOLE each
    count: int = 0
    oldest_on: date | None = None
    sources: set[str] = field(default_factory=set)

    def add(self, row: ReachedRow) -> None:
        """Add the numbers of one source."""
        self.total += row.total
        self.count += row.times
        self.sources.add(row.source)
        days = filter(None, (self.oldest_on, row.oldest_on))
        self.oldest_on = min(days, default=None)


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline goal, as its newest number was judged."""

    goal_id: RawId
    band: Band | None
    is_dark: bool


def judge_what_changed(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], limits: Limits
) -> None:
    """Judge the numbers that changed since the sweep, so that health goes by them.

    Raises ValueError when one of them cannot be judged.
    """
    reads = []
    for goal in goal_sweep.unjudged(session, workspace_id=workspace_id, partner_ids=partner_ids):
        read = as_read(goal, limits)
        reads.append((goal.id, read.band, reached(read)))
    goal_sweep.keep_read(session, reads)


def off_track_in_a_row(
    session: Session, goal_ids: Sequence[RawId], *, workspace_id: UUID, limits: Limits
) -> dict[UUID, int]:
    """Count the newest readings in a row that found each of these goals off track."""
    ids = [uuid_of(goal_id) for goal_id in goal_ids]
    goals = {
        goal.id: goal
        for goal in goal_sweep.of_ids(session, workspace_id=workspace_id, goal_ids=ids)
    }
    counts: dict[UUID, int] = {}
    over: set[UUID] = set()
    for one in health_goals.readings(session, workspace_id=workspace_id, goal_ids=ids):
        goal_id = uuid_of(one.goal_id)
        if goal_id in over:
            continue
        as_it_was = goals[goal_id]._replace(newest_value=one.value, newest_as_of=one.as_of)
        if as_read(as_it_was, limits).band in SLIPPED:
            counts[goal_id] = counts.get(goal_id, 0) + 1
        else:
            over.add(goal_id)
    return counts


@lru_cache(maxsize=64)
def dark_before(today: date, rhythms: int) -> Mapping[str, date]:
    """Return, for each rhythm, the first day whose readings still say something today."""
    return {rhythm.value: _first_light(today, rhythm, rhythms) for rhythm in Rhythm}


def _first_light(today: date, rhythm: Rhythm, rhythms: int) -> date:
    day = today
    while after_rhythms(day - timedelta(days=1), rhythm, rhythms) >= today:
        day -= timedelta(days=1)
    return day
