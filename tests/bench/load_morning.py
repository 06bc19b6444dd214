"""A big morning: everybody is due in the same minute, and one reply in ten is a 429.

The rows, the claims and the pace are real, in a database of their own; time and Slack are
not, so that ten minutes of waiting take none.
"""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from sqlmodel import Session, insert

from bot.delivery.carrier import Carrier
from bot.delivery.outbox import InsideDM, Intent, post_internal
from bot.delivery.pace import MINUTE_S, PER_MINUTE, POST, Limits, Pace
from bot.delivery.people import People
from bot.delivery.sender import Sender
from messages.audience import InternalMessage
from storage import tables
from storage.columns import new_id
from storage.database import Database
from storage.outbox import OutboxState
from storage.partners import name_key
from storage.people import Person, Side
from storage.workspaces import Workspace
from tests.bench.figures import Figure, Size
from tests.factories import make_workspace

PEOPLE = {Size.FULL: 2000, Size.QUICK: 600, Size.TINY: 30}
POSTS_PER_MINUTE = {Size.FULL: 200, Size.QUICK: 200, Size.TINY: 10}
ONE_REFUSED_IN = 10
RETRY_AFTER_S = 1
ANSWERS_AFTER_S = 0.1
PATIENT_S = 65.0
DUE = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@dataclass
class Time:
    """Time that passes only when somebody waits."""

    at: float = 0.0

    def monotonic(self) -> float:
        """Return the seconds since it began."""
        return self.at

    def now(self) -> datetime:
        """Return the instant."""
        return DUE + timedelta(seconds=self.at)

    def wait(self, seconds: float) -> bool:
        """Let so many seconds pass; nobody ever asks to stop."""
        self.at += seconds
        return False


@dataclass
class Slack:
    """What Slack does about one workspace: its limits, and a no to one post in ten besides."""

    time: Time
    limits: dict[str, int]
    posts: list[tuple[str, float]] = field(default_factory=list)  # key, when
    calls: Counter[str] = field(default_factory=Counter)
    ours: int = 0  # 429 answers because a limit was not kept
    _taken: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def answer(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        """Take one call, or refuse it by the limits. Raises SlackApiError."""
        self.time.wait(ANSWERS_AFTER_S)
        self.calls[method] += 1
        windows = [(method, MINUTE_S, self.limits.get(method, 600))]
        if method == POST:
            windows.append((args["channel"], 1.0, 1))
        if any(self._is_full(*window) for window in windows):
            self.ours += 1
            raise _ratelimited(method)
        if method == POST and self.calls[POST] % ONE_REFUSED_IN == 0:
            raise _ratelimited(method)
        for name, _, _ in windows:
            self._taken[name].append(self.time.at)
        return self._answer(method, args)

    def _is_full(self, name: str, span_s: float, most: int) -> bool:
        taken = self._taken[name]
        while taken and round(self.time.at - taken[0], 6) >= span_s:
            taken.popleft()
        return len(taken) >= most

    def _answer(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        if method == "auth.test":
            return {"team_id": "T0HOME"}
        if method == "users.info":
            return {"user": _user(int(args["user"][1:]))}
        if method == "users.list":
            return self._page(int(args["cursor"] or 0), args["limit"])
        if method.startswith("dnd."):
            return {"users": {}}
        self.posts.append((args["metadata"]["event_payload"]["key"], self.time.at))
        return {"channel": f"D{args['channel']}", "ts": f"{self.time.at:.6f}"}

    def _page(self, start: int, size: int) -> dict[str, Any]:
        everybody = self.limits["people"]
        end = min(start + size, everybody)
        after = str(end) if end < everybody else ""
        members = [_user(number) for number in range(start, end)]
        return {"members": members, "response_metadata": {"next_cursor": after}}


class Client(WebClient):
    """A client that reaches this Slack without a network."""

    def __init__(self, slack: Slack) -> None:
        super().__init__("xoxb-morning")
        self._slack = slack

    def api_call(self, api_method: str, **asked: Any) -> Any:
        """Hand the call over."""
        given = asked.get("params") or asked.get("json") or asked.get("data") or {}
        return self._slack.answer(api_method, given)


def run(size: Size) -> list[Figure]:
    """Send a morning's messages, and say how fast, how often refused, and what was lost."""
    most, count = POSTS_PER_MINUTE[size], PEOPLE[size]
    slack = Slack(Time(), {**PER_MINUTE, POST: most, "people": count})
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        tables.metadata.create_all(database.engine)
        workspace_id, keys = _fill(database, count)
        sender = _sender(database, slack, workspace_id, most)
        lines = sender.drain(slack.time.now, slack.time.wait, patience_s=PATIENT_S)
        database.close()
    sent = Counter(key for key, _ in slack.posts)
    recorded = sum(line.state is OutboxState.SENT for line in lines)
    at = [when for _, when in slack.posts]
    later = [at[number + most] - at[number] for number in range(len(at) - most)]
    asked = slack.calls["users.info"] + slack.calls["users.list"]
    named = f"{count} people due at once, 1 reply in {ONE_REFUSED_IN} a 429"
    return [
        Figure(
            f"{named}: share of {most} a minute",
            100 * MINUTE_S * len(later) / sum(later),
            "%",
            95,
            at_least=True,
        ),
        Figure("  minutes until the last had theirs", at[-1] / MINUTE_S, "min"),
        Figure("  429 answers that were ours", slack.ours, "", 0),
        Figure("  calls to know who these people are", asked, ""),
        Figure("  lost or not recorded", len(keys) - min(len(keys & set(sent)), recorded), "", 0),
        Figure("  doubled", sum(times - 1 for times in sent.values()), "", 0),
    ]


def _fill(database: Database, count: int) -> tuple[UUID, set[str]]:
    """Write a message to each of so many people, all due at once; return whose, and the keys."""
    with database.across_workspaces.transaction() as session:
        workspace = make_workspace(session, slack_team_id="T0HOME")
        people = _people(session, workspace, count)
        return workspace.id, {str(_one(session, workspace, person)) for person in people}


def _people(session: Session, workspace: Workspace, count: int) -> list[UUID]:
    rows = [
        {
            "id": new_id(),
            "workspace_id": workspace.id,
            "name": f"Person {number}",
            "name_key": name_key(f"Person {number}"),
            "side": Side.OURS,
            "slack_user_id": f"U{number}",
            "is_internal": True,
            "checked_at": DUE,
            "zone": "UTC",
        }
        for number in range(count)
    ]
    session.execute(insert(Person), rows)
    return [row["id"] for row in rows]  # type: ignore[misc]


def _one(session: Session, workspace: Workspace, person_id: UUID) -> UUID | None:
    intent = Intent(workspace.id, f"daily:{person_id}", "daily", "It is nine o'clock.", DUE)
    said = InternalMessage(text="Good morning.", blocks=[])
    return post_internal(session, said, InsideDM(person_id), intent=intent)


def _sender(database: Database, slack: Slack, workspace_id: UUID, posts_per_minute: int) -> Sender:
    pace = Pace(Limits(posts_per_minute=posts_per_minute), clock=slack.time.monotonic)
    return Sender(
        workspace_id=workspace_id,
        database=database,
        carrier=Carrier(Client(slack), pace, People(slack.time.monotonic)),
        holder="bench",
        wall=slack.time,
        lost_answer_s=90.0,
    )


def _user(number: int) -> dict[str, Any]:
    no = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_invited_user", "is_bot")
    harmless = dict.fromkeys((*no, "deleted"), False)
    return {"id": f"U{number}", "team_id": "T0HOME", **harmless}


def _ratelimited(method: str) -> SlackApiError:
    answer = SlackResponse(
        client=None,
        http_verb="POST",
        api_url=f"https://slack.test/api/{method}",
        req_args={},
        data={"ok": False, "error": "ratelimited"},
        headers={"Retry-After": str(RETRY_AFTER_S)},
        status_code=429,
    )
    refusal: SlackApiError = SlackApiError("ratelimited", answer)  # type: ignore[no-untyped-call]
    return refusal
