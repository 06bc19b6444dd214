"""What waits to be sent in one workspace: the first that may go now, and how long until then."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.pace import DELETE, POST, UPDATE, Pace
from storage import sending
from storage.outbox import OutboxKind
from storage.sending import Due

MOST = 500  # held at a time
LOOK_EVERY_S = 0.8  # so that what became urgent, or was stopped meanwhile, is seen
METHODS = {OutboxKind.POST: POST, OutboxKind.UPDATE: UPDATE, OutboxKind.DELETE: DELETE}
NEVER = float("-inf")


@dataclass
class Waiting:
    """The messages that are due, in order; within one conversation none overtakes another."""

    workspace_id: UUID
    pace: Pace
    _rows: list[Due] = field(default_factory=list, init=False)
    _looked_at: float = field(default=NEVER, init=False)

    def is_stale(self) -> bool:
        """Say whether the next message taken will be looked for anew."""
        return self.pace.clock() - self._looked_at > LOOK_EVERY_S

    def take(self, session: Session, now: datetime) -> Due | None:
        """Take out the first message that may go now; None when all of them have to wait."""
        if not self.is_stale():
            found = self._first_free()
            if found is not None:
                return found
        self._look(session, now)
        found = self._first_free()
        if found is None and len(self._rows) == MOST:
            self._look_behind(session, now)
            found = self._first_free()
        return found

    def rest_s(self) -> float | None:
        """Return the seconds until one of them may go; None when none is left."""
        resting = self.pace.busy()
        methods = self._methods_wait_s()
        waits = (
            max(methods[row.kind], resting.get(str(row.conversation), 0.0)) for row in self._rows
        )
        return min(waits, default=None)

    def forget(self) -> None:
        """Look anew the next time: something may have been put back among them."""
        self._rows, self._looked_at = [], NEVER

    def _look(self, session: Session, now: datetime) -> None:
        self._rows = sending.due(session, workspace_id=self.workspace_id, now=now, limit=MOST)
        self._looked_at = self.pace.clock()

    def _look_behind(self, session: Session, now: datetime) -> None:
        """Look for what may go behind so many that may not."""
        free = [kind for kind, wait_s in self._methods_wait_s().items() if wait_s <= 0]
        self._rows += sending.due(
            session,
            workspace_id=self.workspace_id,
            now=now,
            limit=MOST,
            busy=[UUID(key) for key in self.pace.busy()],
            kinds=free,
        )

    def _first_free(self) -> Due | None:
        barred: set[UUID] = set()
        methods = self._methods_wait_s()
        for place, row in enumerate(self._rows):
            if row.conversation in barred:
                continue
            if methods[row.kind] <= 0 and not self.pace.rests(str(row.conversation)):
                del self._rows[place]
                return row
            barred.add(row.conversation)  # with all that stands behind it
        return None

    def _methods_wait_s(self) -> dict[OutboxKind, float]:
        return {kind: self.pace.wait_s(method) for kind, method in METHODS.items()}
