"""A run: messages to send, replicas that are killed at random, and what came of it."""

import os
import random
import signal
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from multiprocessing.context import ForkServerProcess
from threading import Event

from bot.clock import monotonic
from storage.database import Database
from tests.replicas import ledger
from tests.replicas.processes import PROCESSES
from tests.replicas.replica import Means, live
from tests.replicas.slack import LocalSlack, Posted, Troubles, local_slack
from tests.replicas.takeovers import Takeovers

LOOK_S = 0.05
SPARE = 3  # troubles are planned for so many posts a message


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does."""

    messages: int
    replicas: int
    kills: int
    workspaces: int = 4
    seed: int = 1
    lost_answer_s: float = 6.0
    lease_s: float | None = None
    history: bool = True
    between_kills_s: float = 1.0
    pauses: int = 0  # a process stands still for longer than its lease, and then goes on
    pause_s: float = 40.0
    timeout_s: float = 120.0
    troubles: Troubles = field(default_factory=Troubles)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to."""

    messages: int
    posts: int
    lost: int
    doubled: int
    out_of_order: int
    unknown: int
    unknown_and_absent: int
    unfinished: int
    kills: int
    pauses: int
    troubles: int
    seconds: float
    takeovers_s: list[float]

    def as_row(self) -> dict[str, object]:
        """Return it as JSON."""
        worst = max(self.takeovers_s, default=None)
        return asdict(self) | {
            "takeover_max_s": worst,
            "per_s": round(self.posts / self.seconds, 1),
        }


def run(plan: Plan, database_url: str) -> Result:
    """Send the plan's messages with its replicas on an empty database."""
    database = Database(database_url)
    with local_slack(
        workspaces=plan.workspaces,
        posts=plan.messages * SPARE,
        seed=plan.seed,
        troubles=plan.troubles,
        history=plan.history,
    ) as slack:
        offices = ledger.settle(database, plan.workspaces, slack.direct())
        ledger.fill(database, offices, plan.messages, plan.seed)
        means = Means(database_url, slack.api_url, plan.lost_answer_s, plan.lease_s)
        with _replicas(plan.replicas, means) as replicas:
            watch = Takeovers(database)
            began = monotonic()
            _live_through(plan, database, replicas, watch)
            seconds = monotonic() - began
        result = _judge(plan, database, slack, seconds, replicas, watch)
    database.close()
    return result


@dataclass
class Replicas:
    """The processes, each replaced as soon as it is killed."""

    means: Means
    living: list[ForkServerProcess]
    kills: int = 0
    pauses: int = 0

    def kill(self, number: int) -> int:
        """SIGKILL one and start another; return the dead one's id."""
        victim = self.living[number]
        victim.kill()
        victim.join()
        self.living[number] = start(self.means)
        self.kills += 1
        return victim.pid or 0


def start(means: Means) -> ForkServerProcess:
    """Start one replica."""
    process = PROCESSES.Process(target=live, args=(means,), daemon=True)
    process.start()
    return process


@contextmanager
def _replicas(count: int, means: Means) -> Iterator[Replicas]:
    replicas = Replicas(means, [start(means) for _ in range(count)])
    try:
        yield replicas
    finally:
        for process in replicas.living:
            process.kill()
            process.join()


def _live_through(plan: Plan, database: Database, replicas: Replicas, watch: Takeovers) -> None:
    rng, until = random.Random(plan.seed), monotonic() + plan.timeout_s
    next_kill = monotonic() + plan.between_kills_s
    paused: tuple[int, float] | None = None
    while ledger.unsettled(database) and monotonic() < until:
        Event().wait(LOOK_S)
        watch.look()
        if paused is not None and monotonic() >= paused[1]:
            os.kill(paused[0], signal.SIGCONT)
            paused = None
        if monotonic() < next_kill:
            continue
        if replicas.pauses < plan.pauses and paused is None:
            paused = _pause(replicas, watch, monotonic() + plan.pause_s)
        elif replicas.kills < plan.kills:
            number = _other_than(paused, replicas, rng)
            if number is not None:
                watch.died(replicas.kill(number))
        next_kill = monotonic() + plan.between_kills_s * rng.uniform(0.5, 1.5)
    if paused is not None:
        os.kill(paused[0], signal.SIGCONT)
        Event().wait(plan.lost_answer_s)  # for what it may do wrong yet


def _pause(replicas: Replicas, watch: Takeovers, until: float) -> tuple[int, float] | None:
    """Stop a process that sends; return it and until when."""
    for process in replicas.living:
        if process.pid is not None and watch.sends(process.pid):
            os.kill(process.pid, signal.SIGSTOP)
            watch.died(process.pid)
            replicas.pauses += 1
            return process.pid, until
    return None


def _other_than(
    paused: tuple[int, float] | None, replicas: Replicas, rng: random.Random
) -> int | None:
    may = [
        number
        for number, process in enumerate(replicas.living)
        if paused is None or process.pid != paused[0]
    ]
    return rng.choice(may) if may else None


def _judge(
    plan: Plan,
    database: Database,
    slack: LocalSlack,
    seconds: float,
    replicas: Replicas,
    watch: Takeovers,
) -> Result:
    states, posted = ledger.keys(database), slack.posted()
    times = Counter(one.key for one in posted)
    absent = [key for key in states if key not in times]
    unknown = [key for key, state in states.items() if state == "unknown"]
    return Result(
        messages=plan.messages,
        posts=len(posted),
        lost=len(set(absent) - set(unknown)),
        doubled=sum(count > 1 for count in times.values()),
        out_of_order=out_of_order(posted),
        unknown=len(unknown),
        unknown_and_absent=len(set(absent) & set(unknown)),
        unfinished=ledger.unsettled(database),
        kills=replicas.kills,
        pauses=replicas.pauses,
        troubles=slack.troubles(),
        seconds=round(seconds, 1),
        takeovers_s=[round(each, 2) for each in watch.took_s],
    )


def out_of_order(posted: list[Posted]) -> int:
    """Return how many messages stand before one of their conversation meant earlier."""
    by_channel: dict[str, list[str]] = defaultdict(list)
    for one in posted:
        by_channel[one.channel].append(one.text)
    return sum(
        later < earlier for texts in by_channel.values() for earlier, later in pairwise(texts)
    )
