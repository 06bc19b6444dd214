"""A number that is spoken of by an older reading than its newest: what each of the two says."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import Session

from bot.flows.goals.judging import as_read
from bot.flows.nudges.rule_words import band_of
from bot.rules.defaults import Limits
from bot.rules.pace import Judgement
from messages.internal.why import Newer, Read
from storage import goal_sweep
from storage.goal_sweep import SweptGoal
from storage.nudges import Nudge

LOOKED_THROUGH = 60  # readings: more than a year of weeks


def newer_readings(
    session: Session,
    carried: Sequence[Nudge],
    titles: Mapping[UUID, str],
    *,
    workspace_id: UUID,
    limits: Limits,
) -> list[Newer]:
    """Return the numbers whose newest reading is not in the band their open nudge names.

    A band that was spoken of stands until the number has got better for good, while a message
    shows the newest reading.
    """
    named = {one.subject_id: band_of(one.rule) for one in carried if one.acted_at is None}
    ids = [goal_id for goal_id, band in named.items() if band is not None]
    found: list[Newer] = []
    for goal in goal_sweep.of_ids(session, workspace_id=workspace_id, goal_ids=ids):
        reads = _judged(session, goal, limits)
        older = [read for read in reads if read.band is named[goal.id]]
        if older and older[-1] is not reads[-1]:
            title = titles.get(goal.id, goal.metric)
            found.append(Newer(title, _read(goal, older[-1]), _read(goal, reads[-1])))
    return sorted(found, key=lambda one: one.title)


def _judged(session: Session, goal: SweptGoal, limits: Limits) -> list[Judgement]:
    """Return the goal's readings judged each at its own day, oldest first; none that cannot be."""
    readings = goal_sweep.newest_readings(session, goal_id=goal.id, count=LOOKED_THROUGH)
    try:
        return [
            as_read(goal._replace(newest_value=value, newest_as_of=as_of), limits)
            for value, as_of in readings
        ]
    except ValueError:
        return []  # the sweep says once a day which goal cannot be judged


def _read(goal: SweptGoal, judged: Judgement) -> Read:
    return Read(judged.band, judged.value, goal.unit, judged.as_of)
