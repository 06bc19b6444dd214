"""The dispatcher: whatever the outbox holds goes to Slack, once, workspace by workspace."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event, Lock
from uuid import UUID

from slack_sdk import WebClient

from bot.clock import Clock, SystemClock, monotonic
from bot.delivery.carrier import Carrier
from bot.delivery.do_not_disturb import DoNotDisturb
from bot.delivery.holder import me
from bot.delivery.letters import OpensAt, at_once
from bot.delivery.pace import Limits, Pace
from bot.delivery.people import People
from bot.delivery.recording import Line
from bot.delivery.sender import CALL_WITHIN_S, Sender
from bot.delivery.tls import trust_for
from bot.rules.limit_settings import load
from storage import leases, sending, workspaces
from storage.database import Database
from storage.outbox import OutboxState
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

AT_ONCE = 8  # workspaces; one of them waiting does not hold up the others
POLL_S = 1.0
POSTS_A_MINUTE = "posts_per_minute"  # a workspace's own setting
PATIENT_S = 65.0  # once: a Retry-After of a minute is waited for
BRISK_S = 5.0  # in the loop: the next round comes anyway


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of each message of one round."""

    lines: tuple[Line, ...]

    def count(self, state: OutboxState) -> int:
        """Return how many ended in ``state``."""
        return sum(line.state is state for line in self.lines)


def everywhere(_workspace_id: UUID) -> bool:
    """Send for every workspace."""
    return True


@dataclass
class Dispatcher:
    """Sends what is due. ``slack`` gives a workspace's client, made with ``writing_client``."""

    database: Database
    slack: Callable[[UUID], WebClient]
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    people: People = field(default_factory=People)
    lost_answer_s: float = 90.0
    call_within_s: float = CALL_WITHIN_S
    resting: DoNotDisturb = field(default_factory=DoNotDisturb)
    serves: Callable[[UUID], bool] = everywhere  # whether there is a token for a workspace
    opens_at: OpensAt = at_once  # by which hours a message goes; flows know whose they are
    wall: Clock = field(default_factory=SystemClock)
    holder: str = field(default_factory=me)
    _senders: dict[UUID, Sender] = field(default_factory=dict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)
    _woken: Event = field(default_factory=Event, init=False)
    _looping: bool = field(default=False, init=False)

    def send_due(self, now: datetime) -> Sent:
        """Send everything due at ``now``, waiting as Slack asks; return what became of it."""
        began = monotonic()

        def moment() -> datetime:
            return now + timedelta(seconds=monotonic() - began)

        stop = Event()
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sending") as pool:
            rounds = [
                pool.submit(self._drain, workspace_id, moment, stop, PATIENT_S)
                for workspace_id in self._work(now)
            ]
        if not self._looping:
            self._drop_leases()
        return Sent(tuple(line for each in rounds for line in each.result()))

    def wake(self) -> None:
        """Look for work now rather than at the next second."""
        self._woken.set()

    def run(self, stop: Event) -> None:
        """Send what comes due until ``stop`` is set; a letter under way is finished first."""
        self._looping = True
        running: dict[UUID, Future[list[Line]]] = {}
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sending") as pool:
            while not stop.is_set():
                self._woken.clear()
                running = {key: each for key, each in running.items() if not _finished(each)}
                for workspace_id in self._work_or_none():
                    if workspace_id not in running:
                        running[workspace_id] = pool.submit(
                            self._drain, workspace_id, self.clock.now, stop, BRISK_S
                        )
                self._woken.wait(POLL_S)
        self._drop_leases()
        self._looping = False

    def _drop_leases(self) -> None:
        with self.database.across_workspaces.transaction() as session:
            leases.drop(session, holder=self.holder)

    def _work(self, now: datetime) -> list[UUID]:
        with self.database.across_workspaces.reading() as session:
            found = sending.workspaces_with_work(session, now=now)
        return [workspace_id for workspace_id in found if self.serves(workspace_id)]

    def _work_or_none(self) -> list[UUID]:
        try:
            return self._work(self.clock.now())
        except Exception:
            # The database may be away for a moment; the loop must outlive that.
            log.exception("could not look for work")
            return []

    def _drain(
        self, workspace_id: UUID, now: Callable[[], datetime], stop: Event, patience_s: float
    ) -> list[Line]:
        sender = self._sender(workspace_id)
        sender.carrier.pace.limits = self._limits_of(workspace_id)
        return sender.drain(now, stop.wait, patience_s=patience_s)

    def _sender(self, workspace_id: UUID) -> Sender:
        with self._lock:
            if workspace_id not in self._senders:
                self._senders[workspace_id] = self._new_sender(workspace_id)
            return self._senders[workspace_id]

    def _limits_of(self, workspace_id: UUID) -> Limits:
        """Return how fast a workspace is written to: as it set itself, else as for all."""
        with self.database.within(workspace_id).reading() as session:
            overrides = workspaces.overrides(session, workspace_id=workspace_id)
        if POSTS_A_MINUTE not in overrides:
            return self.limits
        posts = load({POSTS_A_MINUTE: overrides[POSTS_A_MINUTE]}).limits.posts_per_minute
        return replace(self.limits, posts_per_minute=posts)

    def _new_sender(self, workspace_id: UUID) -> Sender:
        with self.database.within(workspace_id).reading() as session:
            workspace = session.get_one(Workspace, workspace_id)
        slack = self.slack(workspace_id)
        return Sender(
            workspace_id=workspace_id,
            database=self.database,
            carrier=Carrier(slack, Pace(self.limits), self.people, workspace.bot_user_id),
            holder=self.holder,
            wall=self.wall,
            lost_answer_s=self.lost_answer_s,
            call_within_s=self.call_within_s,
            opens_at=self.opens_at,
            resting=self.resting,
        )


def writing_client(token: str | None, *, api_url: str, timeout_s: int = 30) -> WebClient:
    """Return a client that never repeats a call by itself: a write could arrive twice."""
    return WebClient(
        token=token, base_url=api_url, timeout=timeout_s, ssl=trust_for(api_url), retry_handlers=[]
    )


def _finished(round_: Future[list[Line]]) -> bool:
    """Say whether a round is over; log it if it broke."""
    if not round_.done():
        return False
    error = round_.exception()
    if error is not None:
        log.error("a round of sending broke", exc_info=error)
    return True
