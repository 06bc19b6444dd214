"""The page's clock: its buttons, and how far a move under way has come."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

Progress = Callable[[float, str], None]
Mover = Callable[[datetime, Progress], None]


@dataclass(frozen=True, slots=True)
class ClockControl:
    """A button of the page's clock; `move` runs in a thread and reports its progress."""

    label: str
    move: Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Movement:
    """How far the last move of the clock has come: 0.0 to 1.0, and a sentence."""

    running: bool = False
    fraction: float = 0.0
    text: str = ""
    error: str = ""


class ClockPanel:
    """Moves the clock in a thread of its own, one move at a time."""

    def __init__(
        self,
        controls: Sequence[ClockControl],
        mover: Mover | None,
        on_progress: Callable[[], None],
    ) -> None:
        self.controls = list(controls)
        self.movement = Movement()
        self._mover = mover
        self._on_progress = on_progress
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def can_move(self) -> bool:
        """Say whether the clock can be set to any instant."""
        return self._mover is not None

    def move_to(self, to: datetime) -> bool:
        """Start moving the clock to an instant; False when it cannot or already moves."""
        mover = self._mover
        return mover is not None and self._start(lambda progress: mover(to, progress))

    def press(self, label: str) -> bool:
        """Start what the button of this label does; False when none or already moving."""
        found = [control for control in self.controls if control.label == label]
        return bool(found) and self._start(found[0].move)

    def wait(self, timeout_s: float | None = None) -> Movement:
        """Return the movement once it has ended, or after the timeout."""
        if self._thread:
            self._thread.join(timeout_s)
        return self.movement

    def _start(self, move: Callable[[Progress], None]) -> bool:
        with self._lock:
            if self.movement.running:
                return False
            self.movement = Movement(running=True)
        self._thread = threading.Thread(target=self._run, args=(move,), daemon=True)
        self._thread.start()
        return True

    def _run(self, move: Callable[[Progress], None]) -> None:
        try:
            move(self._report)
        except Exception as error:  # noqa: BLE001 - the page shows whatever stopped the move
            self.movement = Movement(text=self.movement.text, error=str(error) or repr(error))
        else:
            self.movement = Movement(fraction=1.0, text=self.movement.text)
        self._on_progress()

    def _report(self, fraction: float, text: str) -> None:
        self.movement = Movement(running=True, fraction=fraction, text=text)
        self._on_progress()
