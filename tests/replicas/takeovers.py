"""How long a workspace is without a sender after its sender died."""

from dataclasses import dataclass, field
from uuid import UUID

from bot.clock import monotonic
from storage.database import Database
from tests.replicas import ledger


@dataclass
class Takeovers:
    """Watches the leases."""

    database: Database
    took_s: list[float] = field(default_factory=list)
    _orphans: dict[UUID, tuple[str, float]] = field(default_factory=dict)
    _seen: dict[UUID, str] = field(default_factory=dict)

    def look(self) -> None:
        """See who sends now."""
        self._seen = ledger.holders(self.database)
        for workspace_id, (dead, since) in list(self._orphans.items()):
            if self._seen.get(workspace_id, dead) != dead:
                self.took_s.append(monotonic() - since)
                del self._orphans[workspace_id]

    def sends(self, pid: int) -> bool:
        """Say whether a process sends for any workspace."""
        return any(_pid(holder) == pid for holder in self._seen.values())

    def died(self, pid: int) -> None:
        """Measure from now on for each workspace the process was the sender of."""
        at = monotonic()
        self.look()
        for workspace_id, holder in self._seen.items():
            if _pid(holder) == pid:
                self._orphans[workspace_id] = holder, at


def _pid(holder: str) -> int:
    return int(holder.split(":")[1])
