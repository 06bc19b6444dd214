"""What a person's click or command looks like on the wire, and how long its answer takes."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count
from urllib.parse import urlencode
from uuid import UUID

from slack_sdk.signature import SignatureVerifier

from tests.bench.local_slack import SECRET, TEAM

OK = 200
PATIENCE_S = 20.0
AHEAD_S = 250  # by which the stamp of what is sent again differs; the bot takes 300
FORM = "application/x-www-form-urlencoded"
_numbers = count(1)


class Again(bytes):
    """A body sent before; as Slack does, it is signed anew, else it would be a replay."""


@dataclass(frozen=True)
class Where:
    """A message of the bot's in somebody's direct messages."""

    user: str
    channel: str
    ts: str


def buttons(where: Where, action: str, values: Iterable[UUID]) -> Iterator[bytes]:
    """Return a click on the button for each value; no two bodies are the same."""
    for value in values:
        payload = {
            "type": "block_actions",
            "api_app_id": "A0BOT",
            "team": {"id": TEAM, "domain": "northwind"},
            "user": {"id": where.user, "username": "person", "team_id": TEAM},
            "trigger_id": f"{next(_numbers)}.1.bench",
            "container": {
                "type": "message",
                "message_ts": where.ts,
                "channel_id": where.channel,
                "is_ephemeral": False,
            },
            "channel": {"id": where.channel, "name": "directmessage"},
            "message": {"ts": where.ts, "text": "A promise", "blocks": []},
            "actions": [
                {
                    "type": "button",
                    "action_id": action,
                    "block_id": "bench",
                    "value": str(value),
                    "action_ts": where.ts,
                }
            ],
        }
        yield urlencode({"payload": json.dumps(payload)}).encode()


def commands(where: Where, texts: Iterable[str]) -> Iterator[bytes]:
    """Return a typed command for each text."""
    for text in texts:
        form = {
            "team_id": TEAM,
            "channel_id": where.channel,
            "channel_name": "directmessage",
            "user_id": where.user,
            "command": "/partner",
            "text": text,
            "api_app_id": "A0BOT",
            "trigger_id": f"{next(_numbers)}.2.bench",
        }
        yield urlencode(form).encode()


def changes(users: Iterable[str]) -> Iterator[bytes]:
    """Return an event for each: the user changed."""
    for user in users:
        number = next(_numbers)
        said = {"id": user, "name": "person", "real_name": "Person", "tz": "UTC", "team_id": TEAM}
        event = {"type": "user_change", "event_ts": f"{time.time():.6f}", "user": said}
        body = {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A0BOT",
            "event_id": f"Ev{number}",
            "event_time": int(time.time()),
            "event": event,
            "authorizations": [{"team_id": TEAM, "enterprise_id": None, "is_bot": True}],
        }
        yield json.dumps(body).encode()


def in_turn(port: int, bodies: Iterable[bytes]) -> list[float]:
    """Send one after the other; return how many seconds each answer took.

    Raises RuntimeError when one is not 200 or says that something went wrong.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    took = []
    for body in bodies:
        headers = _signed(body)
        began = time.perf_counter()
        connection.request("POST", "/slack/events", body, headers)
        response = connection.getresponse()
        answer = response.read()
        took.append(time.perf_counter() - began)
        if response.status != OK or b"went wrong" in answer:
            raise RuntimeError(f"{response.status}: {answer[:300]!r}")
    connection.close()
    return took


def at_once(port: int, bodies: Sequence[bytes], callers: int) -> tuple[list[float], float]:
    """Let many callers send their share each; return the seconds of each answer, and in all."""
    shares = [bodies[first::callers] for first in range(callers)]
    began = time.perf_counter()
    with ThreadPoolExecutor(callers) as pool:
        took = [
            each for share in pool.map(lambda share: in_turn(port, share), shares) for each in share
        ]
    return took, time.perf_counter() - began


def wait_until_answered(port: int, body: bytes, *, patience_s: float) -> float:
    """Ask until the port answers; return the seconds. Raises RuntimeError when it does not."""
    began = time.perf_counter()
    while time.perf_counter() - began < patience_s:
        try:
            in_turn(port, [body])
        except (OSError, HTTPException):
            time.sleep(0.005)
        else:
            return time.perf_counter() - began
    raise RuntimeError("the server did not start")


def _signed(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()) + (AHEAD_S if isinstance(body, Again) else 0))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    return {
        "Content-Type": "application/json" if body.startswith(b"{") else FORM,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": str(signature),
    }
