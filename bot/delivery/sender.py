"""Sending for one workspace: one letter after the other, at the pace Slack permits."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from uuid import UUID

from sqlmodel import Session

from bot.clock import Clock, monotonic
from bot.delivery.carrier import Carrier, Closed, Failed, Result
from bot.delivery.do_not_disturb import DoNotDisturb
from bot.delivery.holder import is_dead
from bot.delivery.letters import Letter, OpensAt, Unsent, at_once, open_letter
from bot.delivery.recording import Line, record, record_unsent
from bot.delivery.recovery import resolve
from bot.delivery.troubles import Trouble
from bot.delivery.waiting import Waiting
from storage import leases, sending
from storage.database import Database

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=25)  # whoever takes over from a machine that is gone waits this long
RENEW_AFTER_S = 8.0
MOST_AT_ONCE = 50  # messages that do not go, in one transaction: on SQLite nobody else writes
CALL_WITHIN_S = 30.0  # of the claim; with the client's timeout it is over before anybody looks
BACKOFF_S = (2.0, 10.0, 60.0, 300.0, 900.0)


@dataclass
class Sender:
    """The dispatcher's hand for one workspace; one thread at a time drains it."""

    workspace_id: UUID
    database: Database
    carrier: Carrier
    holder: str
    wall: Clock  # leases and claims are in the wall's time, whatever day the bot thinks it is
    lost_answer_s: float
    call_within_s: float = CALL_WITHIN_S
    opens_at: OpensAt = at_once
    resting: DoNotDisturb = field(default_factory=DoNotDisturb)
    _lock: Lock = field(default_factory=Lock, init=False)
    _leased_at: float = field(default=float("-inf"), init=False)
    _sent: tuple[Letter, Result] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._waiting = Waiting(self.workspace_id, self.carrier.pace)

    def drain(
        self, now: Callable[[], datetime], wait: Callable[[float], bool], *, patience_s: float
    ) -> list[Line]:
        """Send all that is due, and return what became of each.

        ``wait`` sleeps, and says whether to stop. Ends early, to be called again, when the
        next letter would have to wait longer than ``patience_s``.
        """
        with self._lock:
            return self._drain(now, wait, patience_s) if self._lease() else []

    def _drain(
        self, now: Callable[[], datetime], wait: Callable[[float], bool], patience_s: float
    ) -> list[Line]:
        lost_before = self.wall.now() - timedelta(seconds=self.lost_answer_s)
        resolve(
            self.database,
            self.carrier,
            workspace_id=self.workspace_id,
            before=lost_before,
            now=now(),
        )
        with self.database.within(self.workspace_id).transaction() as session:
            sending.release(session, workspace_id=self.workspace_id)
        lines: list[Line] = []
        self._waiting.forget()
        while self._lease():
            if self._waiting.is_stale():
                self.resting.look_ahead(self.database, self.carrier, self.workspace_id, now())
            letter, more = self._next(now(), lines)
            if letter is not None:
                result = self.carrier.carry(letter, partial(self._in_time, letter))
                self._sent = letter, result
                rest_s: float | None = 0.0
            else:
                rest_s = 0.0 if more else self._waiting.rest_s()
            if rest_s is None or rest_s > patience_s or wait(rest_s):
                break
        if self._sent is not None:
            with self.database.within(self.workspace_id).transaction() as session:
                self._write_down(session, *self._sent, now(), lines)
            self._sent = None
        return lines

    def _lease(self) -> bool:
        """Hold the right to send for the workspace; False while another process has it."""
        if monotonic() - self._leased_at < RENEW_AFTER_S:
            return True
        at = self.wall.now()
        with self.database.within(self.workspace_id).transaction() as session:
            other = leases.holder_of(session, workspace_id=self.workspace_id)
            if other is not None and other != self.holder and is_dead(other):
                leases.drop(session, holder=other)
            held = leases.take(
                session,
                workspace_id=self.workspace_id,
                holder=self.holder,
                now=at,
                until=at + LEASE,
            )
        self._leased_at = monotonic() if held else float("-inf")
        return held

    def _next(self, now: datetime, lines: list[Line]) -> tuple[Letter | None, bool]:
        """Write down what became of the last letter, and open the next one, in one go.

        Without a letter, also say whether to ask again at once.
        """
        with self.database.within(self.workspace_id).transaction() as session:
            if self._sent is not None:
                self._write_down(session, *self._sent, now, lines)
            if monotonic() - self._leased_at < LEASE.total_seconds():
                letter, more = self._open_next(session, now, lines)
            else:
                # Held up right after the lease was looked at: somebody else may send by now.
                letter, more = None, True
        self._sent = None
        return letter, more

    def _open_next(
        self, session: Session, now: datetime, lines: list[Line]
    ) -> tuple[Letter | None, bool]:
        for _ in range(MOST_AT_ONCE):
            due = self._waiting.take(session, now)
            if due is None:
                return None, False
            opened = open_letter(
                session,
                due.id,
                now=now,
                holder=self.holder,
                claimed_at=self.wall.now(),
                opens_at=self.opens_at,
            )
            if isinstance(opened, Unsent):
                lines.append(record_unsent(session, due.id, opened, now=now))
            elif opened is not None:
                return opened, False
        return None, True

    def _in_time(self, letter: Letter) -> bool:
        """Say whether no other process can have begun to look for the letter in Slack.

        It has when this one stood still for minutes: stopped, swapped out, its machine moved.
        """
        since = self.wall.now() - letter.claimed_at
        return since <= timedelta(seconds=self.call_within_s)

    def _write_down(
        self, session: Session, letter: Letter, result: Result, now: datetime, lines: list[Line]
    ) -> None:
        line = record(session, letter, result, now=now)
        if line is not None:
            lines.append(line)
        if isinstance(result, Failed | Closed):
            self._waiting.forget()  # what stands behind it must not overtake it
        if isinstance(result, Failed) and line is None:
            later = BACKOFF_S[min(letter.attempts, len(BACKOFF_S) - 1)]
            waited = result.fault.trouble is Trouble.WAIT
            self.carrier.pace.rest(
                conversation=str(letter.conversation),
                seconds=result.fault.wait_s if waited else later,
            )
