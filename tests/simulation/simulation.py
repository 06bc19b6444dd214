"""Thirty days of two workspaces and the bot, from one seed, with every invariant watched."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from random import Random
from urllib.error import URLError
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError
from sqlmodel import col, func, or_, select

from handlers.people import UnknownPersonError
from handlers.way_back import UnansweredError
from storage.database import Database
from storage.outbox import Outbox, OutboxState
from storage.people import Person
from tests.simulation import cast
from tests.simulation.client import Facts
from tests.simulation.clock import SimulatedClock
from tests.simulation.deliveries import OPENS
from tests.simulation.faults import WEATHERS, Crash, Faults, FaultyDatabase, InjectedError
from tests.simulation.invariants import Invariants
from tests.simulation.people import People
from tests.simulation.process import Process
from tests.simulation.world import Slack

DAYS = 30
DAY = timedelta(days=1)
ACTS_A_DAY = 4
SPREAD = timedelta(minutes=6)  # after the hour, by when every daily message is due
PAUSES_S = (0.0, 0.0, 1.0, 5.0, 40.0, 100.0, 600.0)
OUTAGES_S = (60, 3600, 86_400, 4 * 86_400)
CALM_S = (120.0, 120.0, 1000.0, 43_200.0, 43_200.0)
HOURLY = frozenset({"late", "kickoff_reminders", "daily"})
EVENT_DELAYS_S = (0, 0, 2, 60, 3600)

# Built once: it is asked after everything that happens.
_NEXT_DUE = select(func.min(Outbox.due_at)).where(
    or_(
        col(Outbox.state) == OutboxState.PENDING,
        col(Outbox.state).in_([OutboxState.SENDING, OutboxState.UNKNOWN])
        & col(Outbox.finished_at).is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a seed came to."""

    seed: int
    weather: str
    violations: tuple[str, ...]
    posts: int
    faults: int
    trace: tuple[str, ...]


@dataclass
class Replica:
    """A place where a process of the bot runs; when it dies, a new one starts there."""

    number: int
    process: Process
    down_until: datetime
    lives: int = 1
    is_busy: bool = False


class Simulation:
    """One seed's world. Everything random in it comes from one generator."""

    def __init__(self, database: Database, seed: int, *, days: int = DAYS) -> None:
        self.seed, self.days, self.database = seed, days, database
        self.rng = Random(seed)
        self.weather = self.rng.choice(list(WEATHERS))
        self.clock = SimulatedClock(cast.beginning(self.rng))
        self.end = self.clock.now() + days * DAY
        self.faults = Faults(self.rng, WEATHERS[self.weather])
        self.invariants = Invariants(database, self.clock)
        self.slack = Slack(
            self.clock,
            self.faults,
            may_read_history=self.rng.random() < 0.6,
            pause=self._pause,
            wrong=self.invariants.wrong,
            posted=self.invariants.posted,
            updated=self.invariants.updated,
        )
        with database.across_workspaces.transaction() as session:
            self.sides = cast.settle(session, self.slack, self.rng, self.clock.now())
        self.invariants.begin(self.slack, self.sides)
        self.people = People(self.slack, self.rng, self.sides, self._tell, self.invariants.wrong)
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order, self._events, self._depth, self._asked_again = count(), count(), 0, 0
        self.replicas: list[Replica] = []
        for number in range(self.rng.choice([1, 2, 2, 3])):
            self.replicas.append(Replica(number, self._born(number, 1), self.clock.now()))

    def run(self) -> Outcome:
        """Live through all days, then a calm one in which everything must come to its end."""
        self._plan_day()
        while self._agenda[0][0] < self.end:
            at, _, happens = heapq.heappop(self._agenda)
            self.clock.reach(at)
            happens()
            self._follow_up()
        self._calm_down()
        self.invariants.at_end()
        return Outcome(
            self.seed,
            self.weather,
            tuple(self.invariants.violations),
            len(self.slack.every_message()),
            self.faults.injected,
            tuple(self.slack.trace),
        )

    # --- what happens when

    def _at(self, instant: datetime, happens: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (instant, next(self._order), happens))

    def _plan_day(self) -> None:
        """Plan the instants of the next day at which something may be due, and random ones."""
        now = self.clock.now()
        self._at(now + DAY, self._plan_day)
        with self.database.across_workspaces.reading() as session:
            hours = session.exec(select(Person.zone, Person.daily_hour).distinct()).all()
        for zone, hour in sorted(hours, key=str):
            for day in (now.date() - DAY, now.date(), now.date() + DAY):
                wall = datetime.combine(day, time(hour or OPENS), ZoneInfo(zone))
                instant = wall.astimezone(now.tzinfo) + SPREAD
                if now <= instant < now + DAY:
                    self._at(instant, self._morning)
        for _ in range(ACTS_A_DAY):
            self._at(now + self.rng.random() * DAY, self._act)
        self._at(now + self.rng.random() * DAY, self._tick)
        if self.faults.strikes(self.faults.rates.outage):
            until = now + timedelta(seconds=self.rng.choice(OUTAGES_S))
            for replica in self.replicas:
                replica.down_until = until

    def _tick(self) -> None:
        """Let the tickers do what is due, and the dispatchers send it."""
        for replica in self.replicas if self.rng.random() < 0.3 else [self._some()]:
            self._let(replica, Process.tick)
            self._let(replica, Process.send)

    def _morning(self) -> None:
        """Do what only the hour makes due; the rest waits for the day's whole tick."""
        replica = self._some()
        self._let(replica, lambda process: process.tick(HOURLY))
        self._let(replica, Process.send)

    def _send(self) -> None:
        self._let(self._some(), Process.send)

    def _act(self) -> None:
        self._let(self._some(), self.people.act)
        self._send()

    def _tell(self, team: str, event: Facts) -> None:
        """Let Slack tell the bot of something: soon or late, once or twice, until it is taken."""
        at = self.clock.now()
        body = {"api_team": team, "event_id": f"Ev{next(self._events)}", "event": event}
        for _ in range(self.rng.choice([1, 1, 2])):
            self._at(at + timedelta(seconds=self.rng.choice(EVENT_DELAYS_S)), self._telling(body))

    def _telling(self, body: Facts) -> Callable[[], None]:
        def telling() -> None:
            replica = self._some()
            if not self._let(replica, lambda process: process.hear(body)):
                self._at(self.clock.now() + timedelta(minutes=1), telling)

        return telling

    def _follow_up(self) -> None:
        """Send again where something is left to send or to find out."""
        now = self.clock.now()
        with self.database.across_workspaces.reading() as session:
            due = session.exec(_NEXT_DUE).one()
        if due is None:
            self._asked_again = 0
            return
        self._asked_again = self._asked_again + 1 if due <= now else 0
        again = now + timedelta(seconds=min(2.0**self._asked_again, 900.0))
        happens = max(due, again)
        if not any(step == self._send and at <= happens for at, _, step in self._agenda):
            self._at(happens, self._send)

    def _calm_down(self) -> None:
        self.faults.stop()
        for seconds in CALM_S:
            self.clock.advance(seconds)
            for replica in self.replicas:
                replica.down_until = self.clock.now()
                self._let(replica, Process.send)

    # --- the processes

    def _some(self) -> Replica:
        return self.rng.choice(self.replicas)

    def _born(self, number: int, life: int) -> Process:
        database = FaultyDatabase(self.database, self.faults, self._pause)
        return Process(f"r{number}.{life}", database, self.slack, self.clock)

    def _let(self, replica: Replica, do: Callable[[Process], object]) -> bool:
        """Let a replica do something; say whether it lived to finish it."""
        if replica.is_busy or self.clock.now() < replica.down_until:
            return False
        replica.is_busy = True
        try:
            do(replica.process)
        except Crash:
            replica.lives += 1
            replica.process = self._born(replica.number, replica.lives)
            replica.down_until = self.clock.now() + timedelta(seconds=self.rng.uniform(1, 90))
        except (InjectedError, URLError, SlackApiError, UnansweredError, UnknownPersonError):
            pass  # the ticker, the dispatcher or Bolt logs it and goes on
        else:
            return True
        finally:
            replica.is_busy = False
        return False

    def _pause(self) -> None:
        """Hold a process up, perhaps; the others go on meanwhile."""
        if self._depth or not self.faults.strikes(self.faults.rates.pause):
            return
        self._depth += 1
        self.clock.advance(self.rng.choice(PAUSES_S))
        for replica in self.replicas:
            do = self.rng.choice([Process.tick, Process.send, Process.send, self.people.act])
            self._let(replica, do)
        self._depth -= 1
