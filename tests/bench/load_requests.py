"""Many callers of commands while every background worker is blocked; and a flood of events."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, cycle, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlmodel import col, func, select

from bot.clock import SystemClock
from bot.delivery.outbox import InsideDM, Intent, post_internal
from messages.audience import InternalMessage
from storage import tables
from storage.database import Database
from storage.events import NEWEST, SlackEvent
from tests.bench.figures import Figure, Size, p50, p99, times
from tests.bench.listener_server import NO_OP, STUCK, serving
from tests.bench.local_slack import PEOPLE, TEAM, local_slack, person
from tests.bench.presses import Again, Where, at_once, changes, commands
from tests.factories import make_partner, make_person, make_workspace

MS = 1000
CALLERS = 64
EVENT_CALLERS = 8
ONE_TWICE_IN = 5
SLACK_WAITS_S = 3.0
WHERE = Where(person(0), "D0BENCH", "")


@dataclass(frozen=True)
class Plan:
    """How many requests there are."""

    seconds: float  # of commands
    at_a_time: int  # commands by each caller before the time is looked at
    events: int


PLANS = {
    Size.FULL: Plan(seconds=60.0, at_a_time=20, events=30_000),
    Size.QUICK: Plan(seconds=2.0, at_a_time=2, events=600),
    Size.TINY: Plan(seconds=0.0, at_a_time=1, events=50),
}


def run(size: Size) -> list[Figure]:
    """Measure commands, then events, each against a no-op in the same server."""
    plan = PLANS[size]
    with _servers() as (ports, url):
        return _commands(plan, ports) + _events(plan, ports, url)


def _commands(plan: Plan, ports: dict[str, int]) -> list[Figure]:
    texts = (f"commit Acme Send paper {number} by tomorrow" for number in count(1))
    at_once(ports[STUCK], list(commands(WHERE, islice(texts, 4))), 1)  # who is this?
    took: dict[str, list[float]] = {STUCK: [], NO_OP: []}
    spent = dict.fromkeys(took, 0.0)
    while True:  # in turn, so that a slow moment of the machine hits both
        for kind, port in ports.items():
            bodies = list(commands(WHERE, islice(texts, CALLERS * plan.at_a_time)))
            each, seconds = at_once(port, bodies, CALLERS)
            took[kind] += each
            spent[kind] += seconds
        if spent[STUCK] >= plan.seconds:
            break
    rate, floor = (len(took[kind]) / spent[kind] for kind in (STUCK, NO_OP))
    late = sum(each > SLACK_WAITS_S for each in took[STUCK])
    name = f"commands of {CALLERS} callers, background blocked"
    return [
        Figure(f"{name}: answered", len(took[STUCK]), ""),
        Figure("  later than Slack waits", late, "", 0),
        Figure("  rate", rate, "/s"),
        Figure("  p50", p50(took[STUCK]) * MS, "ms"),
        Figure("  p99", p99(took[STUCK]) * MS, "ms"),
        times("commands, background blocked: no-op rate / rate", floor, rate),
    ]


def _events(plan: Plan, ports: dict[str, int], url: str) -> list[Figure]:
    bodies = _shuffled(list(changes(person(n) for n in islice(cycle(range(PEOPLE)), plan.events))))
    _, floor_s = at_once(ports[NO_OP], bodies, EVENT_CALLERS)
    took, seconds = at_once(ports[STUCK], bodies, EVENT_CALLERS)
    taken = _taken(url)
    distinct = len(set(bodies))
    return [
        Figure(f"events, one in {ONE_TWICE_IN} for the second time", len(bodies), ""),
        Figure("  not taken, or taken twice", abs(taken - distinct), "", 0),
        Figure("  later than Slack waits", sum(each > SLACK_WAITS_S for each in took), "", 0),
        Figure("  rate", len(bodies) / seconds, "/s"),
        times("events: no-op rate / rate", seconds, floor_s),
    ]


def _shuffled(bodies: Sequence[bytes]) -> list[bytes]:
    """Return as many in a mixed order, where one in so many repeats another."""
    first = list(bodies[: len(bodies) - len(bodies) // ONE_TWICE_IN])
    rng = Random(len(bodies))
    mixed = first + [Again(body) for body in rng.sample(first, len(bodies) - len(first))]
    rng.shuffle(mixed)
    return mixed


def _taken(url: str) -> int:
    database = Database(url)
    statement = select(func.count()).where(col(SlackEvent.kind) != NEWEST)
    with database.across_workspaces.reading() as session:
        taken = session.exec(statement).one()
    database.close()
    return taken


@contextmanager
def _servers() -> Iterator[tuple[dict[str, int], str]]:
    """Serve ours, its background blocked, and the no-op; yields the ports and the database."""
    with ExitStack() as opened:
        folder = opened.enter_context(TemporaryDirectory())
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        _fill(url)
        slack = opened.enter_context(local_slack())
        ports = {
            kind: opened.enter_context(serving(kind, api_url=slack.api_url, database_url=url))
            for kind in (STUCK, NO_OP)
        }
        yield ports, url


def _fill(url: str) -> None:
    database = Database(url)
    tables.metadata.create_all(database.engine)
    with database.across_workspaces.transaction() as session:
        workspace = make_workspace(session, slack_team_id=TEAM)
        people = [
            make_person(session, workspace, slack_user_id=person(n), name=f"Person {n}")
            for n in range(PEOPLE)
        ]
        make_partner(session, workspace, name="Acme", owner=people[0])
        now = SystemClock().now() - timedelta(minutes=1)
        intent = Intent(workspace.id, "bench", "bench", "A sender shall hang on it.", now)
        post_internal(session, InternalMessage("Hello", []), InsideDM(people[0].id), intent=intent)
    database.close()
