"""Simulated time: it passes only when the simulation says so."""

from datetime import datetime, timedelta


class SimulatedClock:
    """One time for everybody: what the wall shows, and the seconds that only ever grow."""

    def __init__(self, at: datetime) -> None:
        self._began = self._at = at

    def now(self) -> datetime:
        """Return the instant."""
        return self._at

    def monotonic(self) -> float:
        """Return the seconds since the simulation began."""
        return (self._at - self._began).total_seconds()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._at += timedelta(seconds=seconds)

    def reach(self, instant: datetime) -> None:
        """Let it be ``instant``, unless it is later already."""
        self._at = max(self._at, instant)
