"""The time: the only module of the bot that reads the clock."""

import time
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """Return the instant, aware and in UTC."""
        ...


class SystemClock:
    """The time on the wall."""

    def now(self) -> datetime:
        """Return this instant, aware and in UTC."""
        return datetime.fromtimestamp(time.time(), tz=UTC)


class MovableClock:
    """A clock that is set by hand, for the demo and for tests.

    It runs on from where it was set at the speed of the wall's, unless it stands still.
    """

    def __init__(self, at: datetime, *, stands_still: bool = False) -> None:
        self._lock = Lock()
        self._stands_still = stands_still
        self.move(at)

    def now(self) -> datetime:
        """Return the instant, aware and in UTC."""
        with self._lock:
            if self._stands_still:
                return self._at
            return self._at + timedelta(seconds=monotonic() - self._set_at)

    def move(self, to: datetime) -> None:
        """Set the clock, also backwards. Raises ValueError for an instant without a zone."""
        if to.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        with self._lock:
            self._at = to.astimezone(UTC)
            self._set_at = monotonic()


def monotonic() -> float:
    """Return seconds that only ever grow, for measuring waits; no clock moves them."""
    return time.monotonic()
