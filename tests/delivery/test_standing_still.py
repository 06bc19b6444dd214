"""A process that stands still for minutes, stopped or swapped out, and then goes on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.clock import MovableClock
from bot.delivery.dispatcher import Dispatcher, writing_client
from bot.delivery.sender import LEASE
from bot.sandbox import Sandbox
from storage.outbox import OutboxState
from tests.delivery.conftest import BRISK, NOW, Desk, texts

STOOD_STILL = timedelta(minutes=10)
POST = "chat.postMessage"


class Halting(WebClient):
    """The bot's client; its process stands still right before one of its calls."""

    def __init__(self, sandbox: Sandbox, before: str, meanwhile: Callable[[], None]) -> None:
        super().__init__(token="xoxb-sandbox", base_url=sandbox.api_url, retry_handlers=[])
        self._before, self._meanwhile = before, meanwhile

    def api_call(self, api_method: str, **more: Any) -> Any:
        if api_method == self._before:
            self._before = ""
            self._meanwhile()
        return super().api_call(api_method, **more)


@pytest.fixture
def wall() -> MovableClock:
    return MovableClock(NOW, stands_still=True)


def halting(desk: Desk, sandbox: Sandbox, wall: MovableClock, before: str, then: Any) -> Dispatcher:
    """Return a dispatcher that stands still before a call while another does its work."""
    sane = writing_client("xoxb-sandbox", api_url=sandbox.api_url)
    other = Dispatcher(
        desk.database, lambda _: sane, MovableClock(NOW, stands_still=True), BRISK, wall=wall
    )

    def meanwhile() -> None:
        wall.move(wall.now() + STOOD_STILL)
        other.send_due(NOW)
        then()

    client = Halting(sandbox, before, meanwhile)
    clock = MovableClock(NOW, stands_still=True)
    return Dispatcher(desk.database, lambda _: client, clock, BRISK, wall=wall)


def test_what_another_process_sent_meanwhile_is_not_sent_again(
    desk: Desk, sandbox: Sandbox, wall: MovableClock
) -> None:
    row = desk.to_channel()

    halting(desk, sandbox, wall, "conversations.info", lambda: None).send_due(NOW)

    assert texts(sandbox, "C0INT") == ["Behind."]
    assert desk.row(row).state is OutboxState.SENT


def test_a_late_no_does_not_undo_what_another_process_did_meanwhile(
    desk: Desk, sandbox: Sandbox, wall: MovableClock
) -> None:
    row = desk.to_channel()

    halting(desk, sandbox, wall, POST, lambda: sandbox.faults.limit(POST, 1)).send_due(NOW)

    assert texts(sandbox, "C0INT") == ["Behind."]
    assert desk.row(row).state is OutboxState.SENT


def test_who_stood_still_after_looking_at_the_lease_looks_again_before_claiming(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = desk.to_channel()
    mine = desk.dispatcher._sender(desk.home.workspace)
    assert mine._lease()
    mine._leased_at -= LEASE.total_seconds()
    monkeypatch.setattr(mine, "_lease", lambda: True)  # as it stood before

    assert mine._next(NOW, []) == (None, True)
    assert desk.row(row).state is OutboxState.PENDING
