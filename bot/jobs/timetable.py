"""What the clock starts, in which order, and the ticker that asks every half minute.

What is due is a question each job puts to the database, so a tick too many, too late or in
several processes at once changes nothing.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Protocol
from uuid import UUID

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from sqlmodel import col, select

from bot.clock import SystemClock
from bot.jobs import due
from bot.jobs.daily import send_daily
from bot.jobs.departures import hand_over_what_is_left
from bot.jobs.events import forget_events
from bot.jobs.health import take_snapshots
from bot.jobs.keeping import forget_touches
from bot.jobs.kickoff_reminders import remind_of_kickoffs
from bot.jobs.late import climb_ladders
from bot.jobs.partner_week import remind_partners
from bot.jobs.qbrs import take_steps
from bot.jobs.readings import ask_for_readings, count_opportunities
from bot.jobs.sharing import BEAT_EVERY_S
from bot.jobs.stale import let_go_of_stale
from bot.jobs.sweep import sweep_goals
from bot.jobs.waking import wake_parked
from storage.database import Access, Transaction
from storage.workspaces import Workspace, WorkspaceState

log = logging.getLogger(__name__)

EVERY_S = 30
_TICK = "tick"


class Workspaces(Protocol):
    """What opens transactions, as storage.database.Database does."""

    @property
    def across_workspaces(self) -> Access:
        """Sessions that see every workspace."""
        ...

    def within(self, workspace_id: UUID) -> Access:
        """Return the ways to sessions that are held within one workspace."""
        ...


class Job(Protocol):
    """Work that is safe to do twice and late; returns how much it did."""

    def __call__(self, transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
        """Do what is due in a workspace."""
        ...


# In this order: what the later ones tell of, the earlier ones have brought up to date.
JOBS: Mapping[str, Job] = {
    "stale": let_go_of_stale,
    "departures": hand_over_what_is_left,
    "opportunity_readings": count_opportunities,
    "sweep": sweep_goals,
    "late": climb_ladders,
    "reading_asks": ask_for_readings,
    "waking": wake_parked,
    "kickoff_reminders": remind_of_kickoffs,
    "partner_week": remind_partners,
    "health": take_snapshots,
    "qbrs": take_steps,
    "daily": send_daily,
    "events": forget_events,
    "touches": forget_touches,
}


def run_due(
    database: Workspaces,
    now: datetime,
    only: frozenset[str] | None = None,
    *,
    mine: Callable[[UUID], bool] | None = None,
) -> Counter[str]:
    """Do all that is due at ``now`` for every active workspace; return how much of each.

    ``only`` names the jobs to run, all of them unless given; ``mine`` says which workspaces to
    look after. One job that breaks is logged, and the rest go on.
    """
    done: Counter[str] = Counter()
    for workspace_id in _active(database.across_workspaces.reading):
        if mine is None or mine(workspace_id):
            done.update(_run(database.within(workspace_id), workspace_id, now, only))
    return done


def _run(
    own: Access, workspace_id: UUID, now: datetime, only: frozenset[str] | None
) -> Counter[str]:
    """Do what is due in one workspace; what there may be to do is asked first, and at once."""
    done: Counter[str] = Counter()
    needless = _needless(own, workspace_id, now)
    wanted = [name for name in JOBS if only is None or name in only]
    for place, name in enumerate(wanted):
        if name in needless:
            continue
        job = JOBS[name]
        count = 0
        try:
            count = job(own.transaction, workspace_id=workspace_id, now=now)
        except Exception:
            # One job of one workspace must not take the others' day away.
            log.exception("a job broke", extra={"job": name, "workspace_id": str(workspace_id)})
        done[name] += count
        if needless.intersection(wanted[place + 1 :]):
            # What it did may give those after it something to do.
            needless = _needless(own, workspace_id, now)
    return done


def _needless(own: Access, workspace_id: UUID, now: datetime) -> frozenset[str]:
    try:
        with own.reading() as session:
            return due.needless(session, workspace_id=workspace_id, now=now)
    except Exception:
        log.exception("what is due cannot be asked", extra={"workspace_id": str(workspace_id)})
        return frozenset()


def _active(reading: Transaction) -> list[UUID]:
    statement = select(Workspace.id).where(col(Workspace.state) == WorkspaceState.ACTIVE)
    with reading() as session:
        return list(session.exec(statement))


class Ticker:
    """Calls ``tick`` at once and then every half minute, never twice at a time.

    ``beat`` is called beside it every few seconds; where it says so, ``tick`` is called at once.
    ``watch`` is called beside both as often as ``tick``.
    """

    def __init__(
        self,
        tick: Callable[[], None],
        *,
        beat: Callable[[], bool] | None = None,
        watch: Callable[[], object] | None = None,
        every_s: float = EVERY_S,
        beat_every_s: float = BEAT_EVERY_S,
    ) -> None:
        # In memory and coalescing: what was missed is found by the next tick's queries.
        self._scheduler = BackgroundScheduler(
            executors={name: ThreadPoolExecutor(1) for name in ("default", "beside", "watching")},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )
        self._stopped = False
        self._under_way: list[Lock] = []
        self._every(every_s, self._guarded(tick), _TICK, "default")
        if beat is not None:
            self._every(beat_every_s, self._guarded(partial(self._beat, beat)), "beat", "beside")
        if watch is not None:
            self._every(every_s, self._guarded(watch), "watch", "watching")

    def start(self) -> None:
        """Begin, with a first tick now."""
        self._scheduler.start()
        self._tick_now()

    def stop(self) -> None:
        """End, once what is under way is done."""
        self._stopped = True
        # To wait in there would be to hold the lock that a beat needs which asks for a tick.
        self._scheduler.shutdown(wait=False)
        for lock in self._under_way:
            with lock:
                pass

    def _every(self, seconds: float, work: Callable[[], None], name: str, executor: str) -> None:
        self._scheduler.add_job(work, "interval", seconds=seconds, id=name, executor=executor)

    def _tick_now(self) -> None:
        # A job for once is taken away after it ran, which breaks where the end comes first.
        with suppress(JobLookupError):  # it has ended
            self._scheduler.modify_job(_TICK, next_run_time=SystemClock().now())

    def _guarded(self, work: Callable[[], object]) -> Callable[[], None]:
        """Return ``work`` such that stop() can wait for it, and none begins after that."""
        lock = Lock()
        self._under_way.append(lock)

        def run() -> None:
            with lock:
                if not self._stopped:
                    work()

        return run

    def _beat(self, beat: Callable[[], bool]) -> None:
        if beat():
            self._tick_now()
