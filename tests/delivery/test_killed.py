import subprocess
import sys
import time
from pathlib import Path

from sqlmodel import col, select

from bot.sandbox import Sandbox
from storage.outbox import Outbox, OutboxState
from tests.delivery.conftest import Desk, dm, texts

ROOT = Path(__file__).parents[2]
MESSAGES = 40
KILLS = 3


def test_a_dispatcher_killed_again_and_again_loses_nothing_and_doubles_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    """The processes die at any point; what each left half-done is found out by the next."""
    desk.to_nadia("Hello")  # her conversation is known from here on, so it can be searched
    desk.send()
    for number in range(MESSAGES // 2):
        desk.to_channel(f"{number}")
        desk.to_nadia(f"{number}")
    sandbox.faults.delay("chat.postMessage", 0.03, times=MESSAGES)

    for kill in range(KILLS):
        process = _start(desk, sandbox)
        time.sleep(0.25 + 0.07 * kill)
        process.kill()
        process.wait()
        _close(process)
    process = _start(desk, sandbox)
    until = time.monotonic() + 60
    while _unsent(desk) and time.monotonic() < until:
        time.sleep(0.05)
    process.kill()
    process.wait()
    _close(process)

    in_order = [str(number) for number in range(MESSAGES // 2)]
    assert texts(sandbox, "C0INT") == in_order
    assert dm(sandbox, "U0NADIA") == ["Hello", *in_order]


def _start(desk: Desk, sandbox: Sandbox) -> subprocess.Popen[str]:
    url = desk.database.engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.delivery.killable", url, sandbox.api_url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def _close(process: subprocess.Popen[str]) -> None:
    if process.stdout is not None:
        process.stdout.close()


def _unsent(desk: Desk) -> list[Outbox]:
    with desk.database.across_workspaces.reading() as session:
        statement = select(Outbox).where(col(Outbox.state) != OutboxState.SENT)
        return list(session.exec(statement))
