"""The daily sweep of one large ledger, measured in a process of its own."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ClauseElement, Select, select, update
from sqlmodel import col

from bot.jobs import timetable
from bot.rules.commitments import OPEN
from bot.rules.defaults import DEFAULTS
from storage import tables
from storage.columns import AT_ONCE, Scoped
from storage.commitments import Commitment
from storage.database import Database
from storage.goal_sweep import SweptGoal, ThinGoal
from storage.goals import Goal, GoalState
from storage.partners import Partner
from tests.bench.figures import memory_mb
from tests.bench.large_ledger import Extent, fill
from tests.bench.local_slack import PROCESSES
from tests.factories import NOW

PARTS: Mapping[str, str] = {"pace": "sweep", "lateness": "late", "health": "health"}
# What says whether a promise was kept.
PROMISE = ("partner_id", "side", "state", "due_on", "done_on", "dropped_by_agreement")
FETCH = 1000
Given = TypeVar("Given")


@dataclass(frozen=True)
class Cost:
    """The processor's seconds something took, and how many rows or nudges there were."""

    seconds: float
    count: int


@dataclass(frozen=True)
class Costs:
    """The cost of each part of the sweep, and of the raw SELECT of the rows it looks at."""

    raw: dict[str, Cost]
    first: dict[str, Cost]
    daily: dict[str, Cost]
    again: dict[str, Cost]  # once more at the same instant: nothing is new
    all_new: Cost  # pace on a day on which every number was given anew
    megabytes: float  # what all of it took at its peak, over what the process had before


def measured(extent: Extent, url: str) -> Costs:
    """Fill the empty database at ``url`` and sweep it, both away from this process."""
    return _elsewhere(_measure, url, _elsewhere(_fill, url, extent))


def _elsewhere(work: Callable[..., Given], *given: object) -> Given:
    """Return what ``work`` returns in a new process, whose memory nobody used before."""
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=_answer, args=(theirs, work, given), daemon=True)
    process.start()
    theirs.close()
    try:
        found: Given = ours.recv()
    finally:
        process.join(10)
    return found


def _answer(pipe: Connection, work: Callable[..., object], given: tuple[object, ...]) -> None:
    pipe.send(work(*given))


def _fill(url: str, extent: Extent) -> UUID:
    database = Database(url)
    tables.metadata.create_all(database.engine)
    workspace_id = fill(database, extent)
    database.close()
    return workspace_id


def _measure(url: str, workspace_id: UUID) -> Costs:
    database = Database(url)
    for part in PARTS:
        _raw(database, part, workspace_id)  # so that nothing comes from the disk any more
    raw = {part: _cost(partial(_raw, database, part, workspace_id)) for part in PARTS}
    before = _peak_mb()
    # The first day every band is new; the next is a day like any other.
    first, daily, again = (
        {part: _cost(partial(_job, database, job, day)) for part, job in PARTS.items()}
        for day in (0, 1, 1)
    )
    megabytes = _peak_mb() - before
    _give_every_number(database)
    all_new = _cost(partial(_job, database, PARTS["pace"], 2))
    database.close()
    return Costs(raw, first, daily, again, all_new, megabytes)


def _give_every_number(database: Database) -> None:
    """Let every goal have a new number, as far ahead as the last one was."""
    with database.across_workspaces.transaction() as session:
        session.connection().execute(
            update(tables.metadata.tables["goal"]).values(
                newest_as_of=NOW.date() + timedelta(days=1), judge_at=AT_ONCE
            )
        )


def _job(database: Database, job: str, day: int) -> int:
    done = timetable.run_due(database, NOW + timedelta(days=day), frozenset({job}))
    return done[job]


def _raw(database: Database, part: str, workspace_id: UUID) -> int:
    """Fetch the rows that part of the sweep looks at, with the bare driver."""
    count = 0
    for statement in _statements(part, workspace_id):
        compiled = statement.compile(database.engine, compile_kwargs={"literal_binds": True})
        connection = database.engine.raw_connection()
        cursor = connection.cursor()
        cursor.execute(str(compiled))
        while rows := cursor.fetchmany(FETCH):
            count += len(rows)
        cursor.close()
        connection.rollback()
        connection.close()
    return count


def _statements(part: str, workspace_id: UUID) -> Sequence[ClauseElement]:
    """Return one statement for each table that part looks at, for the columns it needs."""
    goals = _selected(Goal, SweptGoal._fields, workspace_id).where(
        col(Goal.state) == GoalState.ACTIVE
    )
    late = _selected(Commitment, tuple(Commitment.model_fields), workspace_id).where(
        col(Commitment.state).in_(OPEN), col(Commitment.due_on) <= (NOW + timedelta(days=1)).date()
    )
    window = timedelta(days=DEFAULTS.kept_window_days)
    promises = _selected(Commitment, PROMISE, workspace_id).where(
        col(Commitment.accepted_due_on).between(NOW.date() - window, NOW.date())
    )
    partners = _selected(Partner, tuple(Partner.model_fields), workspace_id)
    judged = _selected(Goal, ThinGoal._fields, workspace_id)
    return {"pace": (goals,), "lateness": (late,), "health": (partners, judged, promises)}[part]


def _selected(table: type[Scoped], names: Sequence[str], workspace_id: UUID) -> Select[Any]:
    columns = [getattr(table, name) for name in names]
    return select(*columns).where(col(table.workspace_id) == workspace_id)


def _cost(work: Callable[[], int]) -> Cost:
    # The processor's time: whoever else uses the machine slows the wall clock's by chance.
    began = time.process_time()
    count = work()
    return Cost(time.process_time() - began, count)


def _peak_mb() -> float:
    """Return the most memory this process ever had."""
    # The kernel's own count of a process: getrusage would begin with its parent's peak.
    return memory_mb("self", "VmHWM")
