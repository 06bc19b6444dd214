"""The time the local Slack lives in; the real one unless another clock is given."""

import time
from datetime import UTC, datetime
from typing import Protocol


class SandboxClock(Protocol):
    """Anything that can say what time it is in the local Slack."""

    def now(self) -> datetime:
        """Return the instant, aware and in UTC."""
        ...


class RealClock:
    """The time on the wall; the local Slack's own reader of the clock."""

    def now(self) -> datetime:
        """Return this instant, aware and in UTC."""
        return datetime.fromtimestamp(time.time(), tz=UTC)
