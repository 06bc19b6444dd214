"""Message stamps: Slack's ids for a place in time, each given once and always rising."""

import threading

from bot.sandbox.clock import SandboxClock


class Stamps:
    """Hands out `ts` values; two are never the same, and a later one is never smaller."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> str:
        """Return a new stamp such as ``1700000000.000100`` (seconds, then microseconds)."""
        with self._lock:
            micros = int(self._clock.now().timestamp() * 1_000_000)
            self._last = max(micros, self._last + 1)
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
