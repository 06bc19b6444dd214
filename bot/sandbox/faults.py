"""Troubles on request: what goes wrong with the next calls, and the next envelopes."""

import threading
from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call.

    The call is done first when `done` is True. Then `error` is answered under `status`, or,
    with `hang_up`, nothing is: the connection is cut. `delay_s` passes before all of it,
    `answer_delay_s` between the doing and the answer.
    """

    error: str = ""
    status: int = 200
    done: bool = False
    hang_up: bool = False
    delay_s: float = 0.0
    answer_delay_s: float = 0.0
    retry_after_s: int | None = None


class Faults:
    """Queues of faults by method; each call takes the first of its method's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[Fault]] = defaultdict(deque)
        self._twice = 0

    def fail(
        self, method: str, error: str, *, times: int = 1, status: int = 200, done: bool = False
    ) -> None:
        """Answer the next calls with an error (500 `fatal_error`, say); ``done``: after all."""
        self._add(method, Fault(error=error, status=status, done=done), times)

    def limit(self, method: str, retry_after_s: int, *, times: int = 1) -> None:
        """Answer the next calls with 429 and this Retry-After."""
        fault = Fault(error="ratelimited", status=429, retry_after_s=retry_after_s)
        self._add(method, fault, times)

    def lose_answer(self, method: str, *, times: int = 1) -> None:
        """Do the next calls, then cut the connection before the answer."""
        self._add(method, Fault(done=True, hang_up=True), times)

    def lose_call(self, method: str, *, times: int = 1) -> None:
        """Cut the connection of the next calls before anything is done."""
        self._add(method, Fault(hang_up=True), times)

    def delay(self, method: str, seconds: float, *, times: int = 1) -> None:
        """Have the next calls take longer, and then go well."""
        self._add(method, Fault(done=True, delay_s=seconds), times)

    def late_answer(self, method: str, seconds: float, *, times: int = 1) -> None:
        """Do the next calls at once, and answer them late."""
        self._add(method, Fault(done=True, answer_delay_s=seconds), times)

    def send_twice(self, *, times: int = 1) -> None:
        """Deliver the next envelopes to the app twice over."""
        with self._lock:
            self._twice += times

    def clear(self) -> None:
        """Have everything go well again."""
        with self._lock:
            self._waiting.clear()
            self._twice = 0

    def take(self, method: str) -> Fault | None:
        """Return what goes wrong with this call, if anything."""
        with self._lock:
            waiting = self._waiting[method]
            return waiting.popleft() if waiting else None

    def take_twice(self) -> bool:
        """Say whether this envelope goes out twice."""
        with self._lock:
            if self._twice == 0:
                return False
            self._twice -= 1
            return True

    def _add(self, method: str, fault: Fault, times: int) -> None:
        with self._lock:
            self._waiting[method].extend([fault] * times)
