"""Slack's limits, kept before Slack has to say so: per method, and a second per channel."""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.clock import monotonic

MINUTE_S = 60.0
POST = "chat.postMessage"
UPDATE = "chat.update"
DELETE = "chat.delete"
# Source: https://docs.slack.dev/apis/web-api/rate-limits
PER_MINUTE: Mapping[str, int] = MappingProxyType(
    {
        UPDATE: 50,
        DELETE: 50,
        "conversations.info": 50,
        "conversations.history": 50,
        "conversations.replies": 50,
        "conversations.members": 100,
        "users.info": 100,
        "files.info": 100,
        "files.getUploadURLExternal": 100,
        "files.completeUploadExternal": 100,
        "users.list": 20,
        "dnd.teamInfo": 20,
        "dnd.info": 50,
    }
)


class RestingError(RuntimeError):
    """A method has to rest before it may be called."""

    def __init__(self, method: str, wait_s: float) -> None:
        super().__init__(f"{method} rests for {wait_s:.1f} s")
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workspace permits. Posts a minute are not published by Slack, so they are set."""

    posts_per_minute: int = 200
    conversation_gap_s: float = 1.0
    per_minute: Mapping[str, int] = field(default_factory=lambda: PER_MINUTE)  # other methods


@dataclass
class Pace:
    """How fast one workspace is written to. One thread at a time uses it."""

    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = monotonic
    _made: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque), init=False)
    _resting: dict[str, float] = field(default_factory=dict, init=False)
    _free_at: dict[str, float] = field(default_factory=dict, init=False)

    def wait_s(self, method: str) -> float:
        """Return the seconds until ``method`` may be called once more."""
        return max(0.0, self._until_free(method, self.clock()))

    def called(self, method: str) -> None:
        """Count a call that is about to be made."""
        self._made[method].append(self.clock())

    def refused(self, method: str, wait_s: float) -> None:
        """Let a method rest for as long as Slack said; a call it did not take does not count."""
        if self._made[method]:
            self._made[method].pop()
        self.rest(method=method, seconds=wait_s)

    def wrote(self, conversation: str) -> None:
        """Leave the conversation alone for a moment: a post was just made there."""
        self.rest(conversation=conversation, seconds=self.limits.conversation_gap_s)

    def rest(
        self, *, seconds: float, method: str | None = None, conversation: str | None = None
    ) -> None:
        """Let a method, or a conversation, rest; a longer rest already given stays."""
        until = self.clock() + seconds
        if method is not None:
            self._resting[method] = max(until, self._resting.get(method, 0.0))
        if conversation is not None:
            self._free_at[conversation] = max(until, self._free_at.get(conversation, 0.0))

    def rests(self, conversation: str) -> bool:
        """Say whether a conversation must be left alone for now."""
        return self._free_at.get(conversation, 0.0) > self.clock()

    def busy(self) -> dict[str, float]:
        """Return the conversations that must be left alone, and for how many seconds."""
        now = self.clock()
        self._free_at = {key: at for key, at in self._free_at.items() if at > now}
        return {key: at - now for key, at in self._free_at.items()}

    def _until_free(self, method: str, now: float) -> float:
        made = self._made[method]
        while made and now - made[0] >= MINUTE_S:
            made.popleft()
        limit = (
            self.limits.posts_per_minute if method == POST else self.limits.per_minute.get(method)
        )
        full = made[-limit] + MINUTE_S - now if limit and len(made) >= limit else 0.0
        return max(full, self._resting.get(method, 0.0) - now)
