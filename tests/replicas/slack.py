"""A local Slack in a process of its own, with several workspaces and troubles drawn by seed."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bot.sandbox import Sandbox
from bot.sandbox.faults import Faults
from bot.sandbox.setting_up import DEFAULT_SCOPES
from tests.replicas.processes import PROCESSES

POST = "chat.postMessage"
PEOPLE = 16  # of each workspace
HISTORY = ("channels:history", "groups:history", "im:history")
LATE_S = 0.15  # how much longer some calls take; a caller may be dead when they arrive
APP_TOKEN = "xapp-0"


@dataclass(frozen=True, slots=True)
class Troubles:
    """How often a post meets each trouble."""

    limited: float = 0.02  # 429
    lost: float = 0.03  # it is done, and its answer never comes
    dropped: float = 0.02  # it is not done, and no answer comes either
    fatal: float = 0.01  # it is done, and the answer says fatal_error
    slow: float = 0.3


@dataclass(frozen=True, slots=True)
class Posted:
    """One message as it stands in Slack: where, the key in its metadata, and its text."""

    channel: str
    key: str
    text: str


@dataclass(frozen=True)
class LocalSlack:
    """A running local Slack."""

    api_url: str
    _pipe: Connection

    def posted(self) -> list[Posted]:
        """Return every message of the bot, oldest first within each conversation."""
        return [Posted(*each) for each in self._ask("posted")]

    def direct(self) -> dict[str, str]:
        """Return each person's conversation with the bot, opened long ago."""
        return dict(self._ask("direct"))

    def troubles(self) -> int:
        """Return how many troubles the posts met so far."""
        return int(self._ask("troubles"))

    def _ask(self, what: str) -> Any:
        self._pipe.send(what)
        return self._pipe.recv()


def team(number: int) -> str:
    return f"T{number:02d}"


def user(of: int, number: int) -> str:
    return f"U{of:02d}P{number:02d}"


def channel(of: int) -> str:
    return f"C{of:02d}INTERNAL"


def token(number: int) -> str:
    return f"xoxb-{number}"


@contextmanager
def local_slack(
    *, workspaces: int, posts: int, seed: int, troubles: Troubles, history: bool = True
) -> Iterator[LocalSlack]:
    """Run one until the block ends; its troubles are enough for ``posts`` posts."""
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(
        target=_serve, args=(theirs, workspaces, posts, seed, troubles, history), daemon=True
    )
    process.start()
    try:
        yield LocalSlack(str(ours.recv()), ours)
    finally:
        ours.send("stop")
        process.join(10)


def _serve(
    pipe: Connection, workspaces: int, posts: int, seed: int, troubles: Troubles, history: bool
) -> None:
    sandbox = Sandbox()
    for number in range(workspaces):
        _workspace(sandbox, number, history)
    with sandbox:
        met = _plan(sandbox.faults, troubles, posts, random.Random(seed))
        pipe.send(sandbox.api_url)
        while (asked := pipe.recv()) != "stop":
            if asked == "troubles":
                done = sum(call.method == POST for call in sandbox.calls)
                pipe.send(sum(met[:done]))
            elif asked == "direct":
                people = [user(of, each) for of in range(workspaces) for each in range(PEOPLE)]
                pipe.send([(each, sandbox.world.dm(each).id) for each in people])
            else:
                pipe.send(_posted(sandbox))


def _workspace(sandbox: Sandbox, number: int, history: bool) -> None:
    world, bot = sandbox.world, f"U{number:02d}BOT"
    world.add_workspace(team(number), f"Northwind {number}")
    people = [user(number, each) for each in range(PEOPLE)]
    for each in people:
        world.add_user(each, team=team(number), name=each.lower())
    world.install_app(
        team=team(number),
        app_id=f"A{number}",
        bot_user=bot,
        bot_token=token(number),
        app_token=f"xapp-{number}",
        scopes=(*DEFAULT_SCOPES, *(HISTORY if history else ())),
    )
    world.add_channel(
        channel(number), team=team(number), name=f"internal-{number}", members=[*people, bot]
    )


def _plan(faults: Faults, troubles: Troubles, posts: int, rng: random.Random) -> list[bool]:
    """Queue what becomes of each of the next posts; return which of them meet a trouble."""
    met = []
    for _ in range(posts):
        draw = rng.random()
        kinds: tuple[tuple[float, Callable[[], None]], ...] = (
            (troubles.limited, lambda: faults.limit(POST, 1)),
            (troubles.lost, lambda: faults.lose_answer(POST)),
            (troubles.dropped, lambda: faults.lose_call(POST)),
            (troubles.fatal, lambda: faults.fail(POST, "fatal_error", status=500, done=True)),
        )
        for share, strike in kinds:
            draw -= share
            if draw < 0:
                strike()
                break
        else:
            faults.delay(POST, LATE_S * rng.random() if rng.random() < troubles.slow else 0.0)
        met.append(draw < 0)
    return met


def _posted(sandbox: Sandbox) -> list[tuple[str, str, str]]:
    world = sandbox.world
    with world.lock:
        said = [message for each in world.channels.values() for message in each.messages]
    return [
        (one.channel, one.metadata["event_payload"]["key"], one.text)
        for one in said
        if one.metadata
    ]
