"""How far back a lost message is looked for: past a channel's talk, no further than need be."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.delivery import recovery
from bot.delivery.carrier import METADATA_TYPE
from bot.rules.audience import Audience
from storage.columns import new_id
from storage.outbox import Outbox, OutboxState

DUE = datetime(2026, 11, 25, 15, tzinfo=UTC)


class History:
    """A channel in which ``talk`` messages were posted, two seconds apart, up to an hour after."""

    def __init__(self, talk: int, ours: int | None, key: str) -> None:
        self.calls = 0
        first = DUE + timedelta(hours=1)
        self.messages = [
            {"ts": f"{(first - timedelta(seconds=2 * at)).timestamp():.6f}"} for at in range(talk)
        ]
        if ours is not None:
            said = {"event_type": METADATA_TYPE, "event_payload": {"key": key}}
            self.messages[ours]["metadata"] = said  # type: ignore[assignment]

    def conversations_history(self, *, limit: int, cursor: str, **_: object) -> dict[str, Any]:
        self.calls += 1
        begin = int(cursor or 0)
        page = self.messages[begin : begin + limit]
        more = str(begin + limit) if begin + limit < len(self.messages) else ""
        return {"messages": page, "response_metadata": {"next_cursor": more}}


def looked_up(talk: int, ours: int | None = None) -> tuple[dict[str, Any] | None, int]:
    row = Outbox(
        workspace_id=new_id(),
        key="k",
        audience=Audience.INTERNAL,
        rule="slip",
        why="",
        payload={},
        due_at=DUE,
        created_at=DUE - timedelta(days=30),
    )
    history = History(talk, ours, str(row.id))
    carrier: Any = SimpleNamespace(slack=history, calling=lambda _method: None)
    return recovery._look_up(carrier, row, "C1"), history.calls


def test_a_message_is_found_below_an_hour_of_talk() -> None:
    found, _ = looked_up(3000, ours=1500)

    assert found is not None
    assert found["state"] is OutboxState.SENT


@pytest.mark.parametrize("talk", [50, 1000, 20_000])
def test_it_is_absent_once_the_search_is_back_before_it_was_due(talk: int) -> None:
    found, calls = looked_up(talk)

    assert found is not None
    assert found["state"] is OutboxState.PENDING
    assert calls <= recovery.PAGES
