"""Slack's rate limits: per method and workspace, and one post a second per channel."""

import math
import threading
import time
from collections import defaultdict, deque

from bot.sandbox.entities import Json
from bot.sandbox.web_api.gateway import METHODS

MINUTE_S = 60.0
POST_GAP_S = 1.0


class RateLimits:
    """Counts calls in real time; refuses nothing while `enabled` is False."""

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled
        self.per_minute = {name: method.per_minute for name, method in METHODS.items()}
        self.refused: list[tuple[str, str]] = []  # (method, team) of every 429
        self._lock = threading.Lock()
        self._calls: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def reset(self) -> None:
        """Forget every call made so far."""
        with self._lock:
            self._calls.clear()
            self.refused.clear()

    def wait_s(self, method: str, team: str, args: Json) -> int:
        """Count a call and return 0, or refuse it and return its Retry-After in seconds."""
        if not self.enabled:
            return 0
        windows = [(method, team, MINUTE_S, self.per_minute[method])]
        if method == "chat.postMessage":
            windows.append((str(args.get("channel")), team, POST_GAP_S, 1))
        with self._lock:
            waits = [self._wait(window) for window in windows]
            if max(waits) > 0:
                self.refused.append((method, team))
                return math.ceil(max(waits))
            for name, whose, _, _ in windows:
                self._calls[name, whose].append(time.monotonic())
        return 0

    def _wait(self, window: tuple[str, str, float, int]) -> float:
        """Return the seconds until the window has room again; 0 when it has."""
        name, team, span_s, most = window
        made = self._calls[name, team]
        now = time.monotonic()
        while made and now - made[0] >= span_s:
            made.popleft()
        return 0.0 if len(made) < most else max(made[0] + span_s - now, 0.001)
