"""The dispatcher against a bare client loop, and at the pace Slack permits."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session

from bot.clock import SystemClock
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.outbox import InsideDM, Intent, post_internal
from bot.delivery.pace import Limits
from messages.audience import InternalMessage
from messages.parts import section
from messages.render import Safe
from storage import tables
from storage.database import Database
from storage.outbox import OutboxState
from storage.people import Person
from storage.workspaces import Workspace
from tests.bench.figures import Figure, Size, p50
from tests.bench.local_slack import TEAM, LocalSlack, local_slack, person
from tests.factories import make_person, make_workspace

UNLIMITED = Limits(posts_per_minute=1_000_000, conversation_gap_s=0.0)
ROUNDS = 3
RECIPIENTS = 20
MINUTE_S = 60.0
SLOW_S = 0.05  # nearer to what Slack itself takes


@dataclass(frozen=True)
class Plan:
    """How many messages each part sends."""

    in_a_round: int
    with_slow_slack: int
    per_person: int  # at one a second to each
    posts_per_minute: int
    over_the_minute: int  # messages beyond the first minute's; 0 leaves that part out


PLANS = {
    Size.FULL: Plan(
        in_a_round=300, with_slow_slack=60, per_person=8, posts_per_minute=200, over_the_minute=60
    ),
    Size.QUICK: Plan(
        in_a_round=100, with_slow_slack=20, per_person=4, posts_per_minute=200, over_the_minute=0
    ),
    Size.TINY: Plan(
        in_a_round=5, with_slow_slack=3, per_person=2, posts_per_minute=200, over_the_minute=0
    ),
}


@dataclass(frozen=True)
class Office:
    """A workspace with people to write to, in a database of its own."""

    database: Database
    workspace: Workspace
    people: list[Person]

    def fill(self, count: int, *, to: int) -> None:
        """Put ``count`` messages to ``to`` people in turn into the outbox."""
        now = SystemClock().now()
        with self.database.across_workspaces.transaction() as session:
            for number in range(count):
                self._one(session, number, self.people[number % to], now)

    def _one(self, session: Session, number: int, to: Person, now: datetime) -> None:
        intent = Intent(self.workspace.id, f"{now}:{number}", "bench", "A bench asked.", now)
        post_internal(session, message(number), InsideDM(to.id), intent=intent)


def run(size: Size) -> list[Figure]:
    """Measure the dispatcher free of limits, then at one message a second and per minute."""
    plan = PLANS[size]
    figures = _unlimited(plan)
    figures += _per_conversation(plan)
    if plan.over_the_minute:
        figures += _per_minute(plan)
    return figures


def message(number: int) -> InternalMessage:
    """Return a message of a usual size."""
    lines = [section(Safe(f"Line {line} of message {number}: " + "x" * 80)) for line in range(6)]
    return InternalMessage(text=f"Message {number}", blocks=lines)


@contextmanager
def office() -> Iterator[Office]:
    """Make a workspace with people in a new database."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        tables.metadata.create_all(database.engine)
        with database.across_workspaces.transaction() as session:
            workspace = make_workspace(session, slack_team_id=TEAM, bot_user_id="U0BOT")
            people = [
                make_person(session, workspace, name=f"Person {n}", slack_user_id=person(n))
                for n in range(100)
            ]
        yield Office(database, workspace, people)
        database.close()


def _dispatcher(where: Office, slack: LocalSlack, limits: Limits) -> Dispatcher:
    return Dispatcher(
        database=where.database,
        slack=lambda _workspace_id: slack.client,
        clock=SystemClock(),
        limits=limits,
    )


def _send(dispatcher: Dispatcher, count: int) -> float:
    """Send what is due; return the seconds. Raises RuntimeError when not all of it went."""
    began = time.perf_counter()
    sent = dispatcher.send_due(SystemClock().now() + timedelta(seconds=1))
    took = time.perf_counter() - began
    if sent.count(OutboxState.SENT) != count:
        raise RuntimeError(f"{count} messages were due, {sent.lines[:3]} went")
    return took


def _unlimited(plan: Plan) -> list[Figure]:
    ours, bare = _against_bare(plan.in_a_round, answers_after_s=0.0)
    slow_ours, slow_bare = _against_bare(plan.with_slow_slack, answers_after_s=SLOW_S)
    return [
        Figure("bare client loop", plan.in_a_round / bare, "/s"),
        Figure("dispatcher", plan.in_a_round / ours, "/s"),
        Figure("dispatcher / bare client loop", bare / ours, "x", 0.8, at_least=True),
        Figure(
            f"dispatcher / bare client loop, Slack taking {SLOW_S * 1000:g} ms",
            slow_bare / slow_ours,
            "x",
            0.8,
            at_least=True,
        ),
    ]


def _against_bare(count: int, *, answers_after_s: float) -> tuple[float, float]:
    """Return the seconds for ``count`` messages, the dispatcher's and the bare client's."""
    with local_slack(answers_after_s=answers_after_s) as slack, office() as where:
        dispatcher = _dispatcher(where, slack, UNLIMITED)
        where.fill(RECIPIENTS, to=RECIPIENTS)
        _send(dispatcher, RECIPIENTS)  # who these people are is remembered from here on
        ours, bare = [], []
        for _ in range(ROUNDS):
            bare.append(_bare_loop(slack, count))
            where.fill(count, to=RECIPIENTS)
            ours.append(_send(dispatcher, count))
    return p50(ours), p50(bare)


def _bare_loop(slack: LocalSlack, count: int) -> float:
    client = slack.client
    began = time.perf_counter()
    for number in range(count):
        said = message(number)
        client.chat_postMessage(
            channel=person(number % RECIPIENTS),
            text=said.text,
            blocks=said.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
    return time.perf_counter() - began


def _per_conversation(plan: Plan) -> list[Figure]:
    """Write to a few people at once, each of whom may get one message a second."""
    count = RECIPIENTS * plan.per_person
    with local_slack(rate_limits=True, posts_per_minute=10_000) as slack, office() as where:
        where.fill(count, to=RECIPIENTS)
        limits = Limits(posts_per_minute=10_000)
        _send(_dispatcher(where, slack, limits), count)
        posts, limited = slack.posts(), slack.limited()
    # The first to each goes at once; then a second must pass before each next one.
    span = posts[-1] - posts[RECIPIENTS - 1]
    return [
        Figure(
            "share of the pace permitted per conversation",
            100 * (plan.per_person - 1) / span,
            "%",
            95,
            at_least=True,
        ),
        Figure("429 answers, one a second per conversation", limited, "", 0),
    ]


def _per_minute(plan: Plan) -> list[Figure]:
    """Write more than a minute permits: what goes in the second minute waits for its turn."""
    most = plan.posts_per_minute
    count = most + plan.over_the_minute
    with local_slack(rate_limits=True, posts_per_minute=most) as slack, office() as where:
        where.fill(count, to=len(where.people))
        limits = Limits(posts_per_minute=most)
        _send(_dispatcher(where, slack, limits), count)
        posts, limited = slack.posts(), slack.limited()
    gaps = [posts[number + most] - posts[number] for number in range(plan.over_the_minute)]
    return [
        Figure(
            f"share of the pace permitted at {most} a minute",
            100 * MINUTE_S / p50(gaps),
            "%",
            95,
            at_least=True,
        ),
        # A minute and a little is two windows.
        Figure(f"429 answers, {most} a minute", limited, "", 2),
    ]
