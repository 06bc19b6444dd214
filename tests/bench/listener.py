"""One press, from Slack's request to the answer: ours, a no-op in our server, stock Bolt."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

from sqlmodel import Session, col, func, insert, select

from bot.clock import SystemClock
from bot.rules.commitments import CommitmentState
from messages.ids import Action
from storage import tables
from storage.columns import new_id
from storage.commitments import Commitment
from storage.database import Database
from storage.workspaces import Workspace
from tests.bench.figures import Figure, Size, p50, p99, times
from tests.bench.listener_server import NO_OP, OURS, STOCK, serving
from tests.bench.local_slack import TEAM, LocalSlack, local_slack, person
from tests.bench.presses import Where, at_once, buttons, commands, in_turn
from tests.factories import make_commitment, make_partner, make_person, make_workspace

MS = 1000
CALLERS = 64


@dataclass(frozen=True)
class Plan:
    """How many presses there are."""

    rounds: int
    in_a_round: int
    by_each_caller: int


PLANS = {
    Size.FULL: Plan(rounds=5, in_a_round=150, by_each_caller=20),
    Size.QUICK: Plan(rounds=3, in_a_round=50, by_each_caller=5),
    Size.TINY: Plan(rounds=1, in_a_round=3, by_each_caller=1),
}


@dataclass
class Desk:
    """One of our people with a message to press and promises to settle, and the servers."""

    slack: LocalSlack
    where: Where
    promises: Iterator[UUID]
    ports: dict[str, int]
    url: str  # of the database

    def press(self, kind: str, presses: int) -> list[float]:
        """Press "Done" on so many promises, one after the other."""
        bodies = buttons(self.where, Action.COMMITMENT_DONE, islice(self.promises, presses))
        return in_turn(self.ports[kind], bodies)

    def type(self, kind: str, numbers: Iterator[int], presses: int) -> list[float]:
        """Write down so many promises at the keyboard, one after the other."""
        texts = (f"commit Acme Send paper {n} by tomorrow" for n in islice(numbers, presses))
        return in_turn(self.ports[kind], commands(self.where, texts))

    def check(self, presses: int) -> None:
        """Raise RuntimeError unless every press of ours settled its promise."""
        database = Database(self.url)
        settled = select(func.count()).where(col(Commitment.state) == CommitmentState.DONE)
        with database.across_workspaces.reading() as session:
            done = session.exec(settled).one()
        database.close()
        if done != presses:
            raise RuntimeError(f"{presses} presses settled {done} promises")

    def rewrite(self, presses: int) -> list[float]:
        """Rewrite the message so many times with nothing but the client."""
        took, client = [], self.slack.client
        for number in range(presses):
            began = perf_counter()
            client.chat_update(
                channel=self.where.channel, ts=self.where.ts, text=f"Settled {number}"
            )
            took.append(perf_counter() - began)
        return took


def run(size: Size) -> list[Figure]:
    """Measure presses in turn, then with 64 callers at once."""
    plan = PLANS[size]
    with _desk(plan) as desk:
        for kind in (OURS, NO_OP):
            desk.press(kind, 2)  # the first press asks Slack who this is
        figures = _in_turn(desk, plan) + _at_once(desk, plan)
        desk.check(2 + plan.rounds * plan.in_a_round + CALLERS * plan.by_each_caller)
    return figures


def _in_turn(desk: Desk, plan: Plan) -> list[Figure]:
    press: dict[str, list[float]] = {OURS: [], NO_OP: [], STOCK: []}
    typed: dict[str, list[float]] = {OURS: [], NO_OP: []}
    rewrite: list[float] = []
    numbers = count(1)
    for _ in range(plan.rounds):  # in turn, so that a slow moment of the machine hits all
        for kind in press:
            press[kind] += desk.press(kind, plan.in_a_round)
        for kind in typed:
            typed[kind] += desk.type(kind, numbers, plan.in_a_round)
        rewrite += desk.rewrite(plan.in_a_round)
    ours, no_op, stock = (p50(press[kind]) for kind in (OURS, NO_OP, STOCK))
    command, no_op_command = p50(typed[OURS]), p50(typed[NO_OP])
    work = ours - p50(rewrite)
    return [
        Figure("no-op listener in our server, p50", no_op * MS, "ms"),
        Figure("stock Bolt with a no-op listener, p50", stock * MS, "ms"),
        Figure("button: policy, read, write, rewrite in Slack, p50", ours * MS, "ms"),
        Figure("  of which a bare chat.update takes, p50", p50(rewrite) * MS, "ms"),
        Figure("command: policy, read, write, answer in the response, p50", command * MS, "ms"),
        times("button / no-op", ours, no_op),
        times("button less chat.update / no-op", work, no_op, goal=4),
        times("command / no-op", command, no_op_command, goal=4),
        times("button / stock Bolt with a no-op", ours, stock, goal=1),
    ]


def _at_once(desk: Desk, plan: Plan) -> list[Figure]:
    presses = CALLERS * plan.by_each_caller
    bodies = list(buttons(desk.where, Action.COMMITMENT_DONE, islice(desk.promises, presses)))
    took, seconds = at_once(desk.ports[OURS], bodies, CALLERS)
    return [
        Figure(f"button, {CALLERS} callers, p50", p50(took) * MS, "ms"),
        Figure(f"button, {CALLERS} callers, p99", p99(took) * MS, "ms", 300),
        Figure(f"button, {CALLERS} callers", presses / seconds, "/s"),
    ]


@contextmanager
def _desk(plan: Plan) -> Iterator[Desk]:
    with ExitStack() as opened:
        folder = opened.enter_context(TemporaryDirectory())
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        promises = plan.rounds * plan.in_a_round * 3 + CALLERS * plan.by_each_caller + 10
        ids = _fill(url, promises)
        slack = opened.enter_context(local_slack())
        sent = slack.client.chat_postMessage(channel=person(0), text="A promise")
        ports = {
            kind: opened.enter_context(serving(kind, api_url=slack.api_url, database_url=url))
            for kind in (OURS, NO_OP, STOCK)
        }
        where = Where(person(0), str(sent["channel"]), str(sent["ts"]))
        yield Desk(slack, where, iter(ids), ports, url)


def _fill(url: str, promises: int) -> list[UUID]:
    """Make a workspace with a partner and so many open promises; return their ids."""
    database = Database(url)
    tables.metadata.create_all(database.engine)
    with database.across_workspaces.transaction() as session:
        workspace = make_workspace(session, slack_team_id=TEAM)
        ids = _promises(session, workspace, promises)
    database.close()
    return ids


def _promises(session: Session, workspace: Workspace, promises: int) -> list[UUID]:
    owner = make_person(session, workspace, slack_user_id=person(0), name="Person 0")
    partner = make_partner(session, workspace, owner=owner)
    due_on = SystemClock().now().date() + timedelta(days=7)
    one = make_commitment(session, partner, owner=owner, due_on=due_on).model_dump()
    rows = [one | {"id": new_id(), "title": f"Promise {n}"} for n in range(promises)]
    session.execute(insert(Commitment), rows)
    return [row["id"] for row in rows]
