"""What goes wrong: deaths, pauses, a database and a Slack that fail, each drawn from the seed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from storage.database import Database


class Crash(BaseException):
    """The process died here. No ``except Exception`` may survive it."""


class InjectedError(OperationalError):
    """The database failed because the simulation wanted it to."""

    def __init__(self, where: str) -> None:
        super().__init__(f"injected {where} the commit", {}, RuntimeError(where))


@dataclass(frozen=True, slots=True)
class Rates:
    """How likely each fault is, each time it could happen."""

    crash: float = 0.0  # at a commit or a Slack call, before or after
    database: float = 0.0  # a commit that fails, or whose answer is lost
    limited: float = 0.0  # 429
    lost: float = 0.0  # Slack's answer never comes; it may have done it, at once or a bit later
    broken: float = 0.0  # 503, or no connection
    pause: float = 0.0  # the process stands still while the others go on
    outage: float = 0.0  # per day: everything is down for minutes to days


CALM = Rates()
WEATHERS = {
    "calm": CALM,
    "breezy": Rates(crash=0.002, limited=0.02, lost=0.01, broken=0.01, pause=0.01),
    "stormy": Rates(
        crash=0.006, database=0.003, limited=0.06, lost=0.05, broken=0.03, pause=0.03, outage=0.05
    ),
    "deadly": Rates(crash=0.02, database=0.004, lost=0.02, pause=0.02, outage=0.02),
    "choked": Rates(limited=0.25, lost=0.02, pause=0.02),
    "silent": Rates(lost=0.2, crash=0.005, pause=0.01),
}


@dataclass
class Faults:
    """Draws the faults. ``injected`` counts them, so that a log can tell whose fault it was."""

    rng: Random
    rates: Rates
    injected: int = field(default=0, init=False)

    def strikes(self, rate: float) -> bool:
        """Say whether something that happens this often happens now."""
        struck = rate > 0 and self.rng.random() < rate
        self.injected += struck
        return struck

    def maybe_crash(self) -> None:
        """Die here, perhaps. Raises Crash."""
        if self.strikes(self.rates.crash):
            raise Crash

    def stop(self) -> None:
        """Let nothing go wrong from now on."""
        self.rates = CALM


class FaultyDatabase(Database):
    """One process's view of the database: it may die, or be failed, at every commit."""

    def __init__(self, database: Database, faults: Faults, pause: Callable[[], None]) -> None:
        vars(self).update(vars(database))  # one engine for all, whatever else a Database holds
        self._faults = faults
        self._pause = pause

    @contextmanager
    def write(self, workspace_id: UUID | None) -> Iterator[Session]:
        """Yield a session; the process may be held up before it and die around its commit."""
        self._pause()
        with super().write(workspace_id) as session:
            yield session
            session.flush()
            self._before_commit()
        self._after_commit()

    def _before_commit(self) -> None:
        self._faults.maybe_crash()
        if self._faults.strikes(self._faults.rates.database):
            raise InjectedError("before")

    def _after_commit(self) -> None:
        self._faults.maybe_crash()
        if self._faults.strikes(self._faults.rates.database):
            raise InjectedError("after")
