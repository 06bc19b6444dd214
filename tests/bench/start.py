"""Starting: the command line's help, ready to acknowledge, and memory against bare Bolt."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure, Size, memory_mb, p50, times
from tests.bench.listener_server import free_port
from tests.bench.local_slack import SECRET, TOKEN, local_slack, person
from tests.bench.presses import Where, commands, wait_until_answered

ROUNDS = {Size.FULL: 5, Size.QUICK: 3, Size.TINY: 1}
PATIENCE_S = 30.0
STOPPING_S = 30.0
COMMAND = [sys.executable, "-m", "bot"]
BARE = """
import os
from slack_bolt import App
from slack_sdk import WebClient

app = App(
    client=WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]),
    signing_secret=os.environ["SLACK_SIGNING_SECRET"],
)
app.command("/partner")(lambda ack: ack("Hello"))
app.start(port=int(os.environ["PORT"]))
"""


@dataclass(frozen=True)
class Started:
    """How long a program took until it answered, and its memory then."""

    seconds: float
    megabytes: float


def run(size: Size) -> list[Figure]:
    """Start everything a few times, in turn."""
    rounds = ROUNDS[size]
    helped, bare_python = [], []
    ours: list[Started] = []
    bare: list[Started] = []
    with local_slack() as slack, TemporaryDirectory() as folder:
        environment = _environment(slack.api_url, Path(folder))
        _run([*COMMAND, "migrate"], environment)
        for _ in range(rounds):
            bare_python.append(_run([sys.executable, "-c", "pass"], environment))
            helped.append(_run([*COMMAND, "--help"], environment))
            bare.append(_started([sys.executable, "-c", BARE], environment))
            ours.append(_started([*COMMAND, "run"], environment))
    memory, bare_memory = (p50([each.megabytes for each in those]) for those in (ours, bare))
    # The best of the rounds: whatever else the machine does can only slow a start.
    ready, bare_ready = (min(each.seconds for each in those) for those in (ours, bare))
    return [
        Figure("python that does nothing", min(bare_python), "s"),
        Figure("partner-bot --help", min(helped), "s", 0.3),
        Figure("bare Bolt app: ready to acknowledge", bare_ready, "s"),
        Figure("partner-bot run: ready to acknowledge", ready, "s", 2),
        times("ready: ours / bare Bolt", ready, bare_ready),
        Figure("bare Bolt app: memory", bare_memory, "MB"),
        Figure("partner-bot run: memory", memory, "MB"),
        times("memory: ours / bare Bolt", memory, bare_memory, goal=1.6),
    ]


def _environment(api_url: str, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api_url,
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
    }


def _run(command: list[str], environment: Mapping[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environment, capture_output=True, check=True)
    return time.perf_counter() - began


def _started(command: list[str], environment: Mapping[str, str]) -> Started:
    port = free_port()
    [body] = commands(Where(person(0), "C0BENCH", ""), ["help"])
    began = time.perf_counter()
    with _running(command, {**environment, "PORT": str(port)}) as process:
        wait_until_answered(port, body, patience_s=PATIENCE_S)
        return Started(time.perf_counter() - began, memory_mb(process.pid, "VmRSS"))


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    silence = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=silence, stderr=silence)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOPPING_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
