"""Which workspaces this process looks after, where several processes run the bot.

Each process says again and again that it is alive. Every one of them works out from the names
of all, alike and without asking, who looks after a workspace: so they share all workspaces out
evenly, and when one comes or goes only its own part moves. Two that look after the same one for
a moment do no harm: what is due is a query.
"""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from bot.clock import Clock, SystemClock
from bot.delivery.holder import is_dead, me
from storage import replicas
from storage.database import Database

log = logging.getLogger(__name__)

BEAT_EVERY_S = 8
ALIVE = timedelta(seconds=20)  # two beats may be missed; with the next one it is under 30 s


@dataclass
class Sharing:
    """One process among those alive; alone until it has looked."""

    database: Database
    holder: str = field(default_factory=me)
    wall: Clock = field(default_factory=SystemClock)
    _alive: tuple[str, ...] = field(default=(), init=False)

    def beat(self) -> bool:
        """Say that this process is alive and look who else is; say whether somebody came or went.

        A neighbour that is known to be dead counts no longer. While the database is away
        everything stays as it was.
        """
        try:
            alive = self._look()
        except Exception:
            log.exception("this process could not say that it is alive")
            return False
        came_or_went = bool(self._alive) and alive != self._alive
        if came_or_went:
            log.info("processes share the workspaces anew", extra={"processes": len(alive)})
        self._alive = alive
        return came_or_went

    def mine(self, workspace_id: UUID) -> bool:
        """Say whether this process looks after the workspace: in doubt it does."""
        if self.holder not in self._alive:
            return True
        return self.holder == max(self._alive, key=lambda one: _claim(one, workspace_id))

    def leave(self) -> None:
        """Leave the workspaces to the others at once."""
        try:
            with self.database.across_workspaces.transaction() as session:
                replicas.forget(session, holders=[self.holder], before=self.wall.now() - ALIVE)
        except Exception:
            log.exception("this process could not say that it leaves")

    def _look(self) -> tuple[str, ...]:
        now = self.wall.now()
        with self.database.across_workspaces.transaction() as session:
            replicas.keep_alive(session, holder=self.holder, until=now + ALIVE)
            found = replicas.alive(session, now=now)
            dead = [one for one in found if is_dead(one)]
            if dead:
                replicas.forget(session, holders=dead, before=now - ALIVE)
        return tuple(one for one in found if one not in dead)


def _claim(holder: str, workspace_id: UUID) -> bytes:
    """Return how strongly a process claims a workspace; the strongest has it."""
    return sha256(f"{holder}|{workspace_id}".encode()).digest()
