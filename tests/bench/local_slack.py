"""The local Slack in a process of its own, so that it takes nothing from what is measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from slack_sdk import WebClient

from bot.delivery.dispatcher import writing_client
from bot.sandbox import Sandbox

TEAM = "T0HOME"
TOKEN = "xoxb-sandbox"
SECRET = "sandbox-signing-secret"
PEOPLE = 100
POST = "chat.postMessage"
MANY = 10_000
PROCESSES = get_context("spawn")


@dataclass(frozen=True)
class LocalSlack:
    """A running local Slack with ``PEOPLE`` people and the bot."""

    api_url: str
    _pipe: Connection

    @property
    def client(self) -> WebClient:
        """The bot's own kind of client."""
        return writing_client(TOKEN, api_url=self.api_url)

    def limited(self) -> int:
        """Return how often a call was answered with 429."""
        return len(self._ask("limited"))

    def posts(self) -> list[float]:
        """Return when each message that was taken came in, in epoch seconds."""
        return self._ask("posts")

    def _ask(self, what: str) -> list[Any]:
        self._pipe.send(what)
        answer: list[Any] = self._pipe.recv()
        return answer


def person(number: int) -> str:
    """Return the Slack id of one of the people."""
    return f"U0P{number % PEOPLE:03d}"


@contextmanager
def local_slack(
    *, rate_limits: bool = False, posts_per_minute: int = 300, answers_after_s: float = 0.0
) -> Iterator[LocalSlack]:
    """Run a local Slack until the block ends; it takes its time over each post."""
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(
        target=_serve, args=(theirs, rate_limits, posts_per_minute, answers_after_s), daemon=True
    )
    process.start()
    try:
        yield LocalSlack(str(ours.recv()), ours)
    finally:
        ours.send("stop")
        process.join(10)


def _serve(
    pipe: Connection, rate_limits: bool, posts_per_minute: int, answers_after_s: float
) -> None:
    sandbox = Sandbox(rate_limits=rate_limits)
    if answers_after_s:
        sandbox.faults.delay(POST, answers_after_s, times=MANY)
    sandbox.rate_limits.per_minute[POST] = posts_per_minute
    sandbox.world.add_workspace(TEAM, "Northwind")
    for number in range(PEOPLE):
        sandbox.world.add_user(person(number), team=TEAM, name=f"person-{number}")
    sandbox.world.install_app(team=TEAM, commands={"/partner": "Partners"})
    with sandbox:
        pipe.send(sandbox.api_url)
        while (asked := pipe.recv()) != "stop":
            if asked == "limited":
                pipe.send(sandbox.rate_limits.refused)
            else:
                posts = [call for call in sandbox.calls if call.method == POST]
                pipe.send([call.at.timestamp() for call in posts if call.result.get("ok")])
