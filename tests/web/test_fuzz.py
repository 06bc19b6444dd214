"""Whatever is sent to the port, signed or not: an answer, no fault, and nothing done unasked."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from bot.app import Bot, entries
from bot.clock import SystemClock
from bot.doors import HttpDoor
from handlers.registry import Entry, Kind
from storage.database import Database
from storage.tables import metadata
from tests.web.conftest import SECRET
from tests.web.test_gate import signed

BODIES = 2_500  # each once signed and once not
ALLOWED = {200, 400, 401, 404, 413}
JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1e308,
    "",
    "x" * 5_000,
    "\u202e\u0000\ud800",
    "<!channel>",
    "{}",
    [],
    {},
    [[]],
    {"id": None},
    {"id": {"id": []}},
]


def body_of(entry: Entry) -> dict[str, Any]:
    """Return what Slack would send for a listener, with nonsense for its ids."""
    user = {"id": "U0NADIA", "team_id": "T0HOME"}
    place = {
        "team": {"id": "T0HOME"},
        "api_app_id": "A0BOT",
        "trigger_id": "1.2.x",
        "channel": {"id": "C0INT"},
        "container": {"message_ts": "1.1", "channel_id": "C0INT"},
        "message": {"ts": "1.1", "blocks": [], "user": "U0BOT"},
    }
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": entry.name,
        "blocks": [],
        "hash": "h",
        "private_metadata": json.dumps({"id": "x", "partner": "x", "step": 1}),
        "state": {"values": {"a": {"b": {"type": "plain_text_input", "value": "x"}}}},
    }
    action = {"action_id": entry.name, "block_id": "b", "value": "x", "type": "button"}
    match entry.kind:
        case Kind.COMMAND:
            return {
                "command": "/partner",
                "text": f"{entry.name} x",
                "user_id": "U0NADIA",
                "team_id": "T0HOME",
                "channel_id": "C0INT",
                "trigger_id": "1.2.x",
            }
        case Kind.EVENT:
            event = {"type": entry.name, "user": "U0NADIA", "channel": "C0INT", "event_ts": "1.1"}
            return {
                "type": "event_callback",
                "event_id": "Ev1",
                "team_id": "T0HOME",
                "event": event,
                "authorizations": [{"team_id": "T0HOME"}],
            }
        case Kind.ACTION:
            return {"type": "block_actions", "user": user, "actions": [action], **place}
        case Kind.OPTIONS:
            asked = {"action_id": entry.name, "block_id": "b", "value": "x"}
            return {"type": "block_suggestion", "user": user, **asked, **place}
        case Kind.SHORTCUT:
            return {
                "type": "message_action",
                "callback_id": entry.name,
                "user": user,
                **place,
            }
        case _:
            kind = "view_closed" if entry.kind is Kind.CLOSED else "view_submission"
            return {"type": kind, "user": user, "view": view, "team": {"id": "T0HOME"}}


def spoilt(value: Any, chance: random.Random) -> Any:
    """Return the payload with one part of it lost, or something else in its place."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(sorted(value))
        if chance.random() < 0.15:
            return {name: kept for name, kept in value.items() if name != key}
        return value | {key: spoilt(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        return [spoilt(value[0], chance), *value[1:]]
    return chance.choice(JUNK)


def encoded(entry: Entry, body: Any, chance: random.Random) -> tuple[bytes, str]:
    """Return the bytes and content type, now and then cut short or with a byte turned."""
    if entry.kind is Kind.EVENT:
        raw, kind = json.dumps(body).encode(), "application/json"
    elif entry.kind is Kind.COMMAND and isinstance(body, dict):
        pairs = (f"{key}={quote(str(value), errors='replace')}" for key, value in body.items())
        raw, kind = "&".join(pairs).encode(), "application/x-www-form-urlencoded"
    else:
        raw = b"payload=" + quote(json.dumps(body)).encode()
        kind = "application/x-www-form-urlencoded"
    if chance.random() < 0.1:
        raw = raw[: chance.randrange(len(raw) + 1)]
    elif raw and chance.random() < 0.1:
        at = chance.randrange(len(raw))
        raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
    return raw, kind


@pytest.fixture
def port(make_bot: Callable[..., Bot], free_port: int) -> Iterator[int]:
    bot = make_bot(SLACK_APP_TOKEN=None, SLACK_SIGNING_SECRET=SECRET, PORT=str(free_port))
    door = HttpDoor(bot, SECRET, lambda: None)
    door.start()
    yield free_port
    door.stop()


def everything(database: Database) -> list[Any]:
    with database.across_workspaces.reading() as session:
        return [session.execute(select(table)).all() for table in metadata.sorted_tables]


def test_five_thousand_bodies_are_answered_and_the_unsigned_change_nothing(
    port: int, sqlite_database: Database
) -> None:
    chance, kinds = random.Random(7), sorted(entries(), key=lambda one: (one.kind, one.name))
    bodies = []
    for number in range(BODIES):
        entry = kinds[number % len(kinds)]
        body = body_of(entry)
        for _ in range(chance.randrange(3)):
            body = spoilt(body, chance)
        raw, kind = encoded(entry, body, chance)
        bodies.append((raw + b" " * number if number % 50 == 0 else raw, kind))
    before = everything(sqlite_database)

    unsigned = answers(port, bodies, is_signed=False)

    assert set(unsigned) == {401}
    assert everything(sqlite_database) == before
    assert set(answers(port, bodies, is_signed=True)) <= ALLOWED


def answers(port: int, bodies: list[tuple[bytes, str]], *, is_signed: bool) -> Counter[int]:
    """Send every body to the port; return how often each status came back."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    said: Counter[int] = Counter()
    now = int(SystemClock().now().timestamp())
    for raw, kind in bodies:
        signature = signed(raw, at=now, secret=SECRET if is_signed else "guessed")
        headers = {"Content-Type": kind, **signature}
        connection.request("POST", "/slack/events", raw, headers)
        answer = connection.getresponse()
        answer.read()
        said[answer.status] += 1
    connection.close()
    return said
