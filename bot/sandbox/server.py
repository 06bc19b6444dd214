"""The local Slack as one thing: its world, its acts, its sockets."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.sandbox.clock import RealClock, SandboxClock
from bot.sandbox.clock_panel import ClockControl, ClockPanel, Mover, Movement
from bot.sandbox.interactions import Acts
from bot.sandbox.world import World


class Sandbox:
    """A Slack of one's own, on 127.0.0.1."""

    def __init__(
        self,
        *,
        clock: SandboxClock | None = None,
        rate_limits: bool = False,
        clock_controls: Sequence[ClockControl] = (),
        mover: Mover | None = None,
        file_delay_s: float = 0.0,
        retry_scale: float = 1.0,
    ) -> None:
        self.clock = clock or RealClock()
        self.world = World(self.clock)
        self.acts = Acts()
        self.clock_panel = ClockPanel(clock_controls, mover, self.world.touch)
        self.notes: list[str] = []
        self.on_note: list[Callable[[str], None]] = []

    def move_clock(self, to: datetime) -> bool:
        """Start moving the clock in a thread; False when it cannot or already moves."""
        return self.clock_panel.move_to(to)

    @property
    def clock_controls(self) -> list[ClockControl]:
        """Return the buttons of the page's clock."""
        return self.clock_panel.controls

    @property
    def movement(self) -> Movement:
        """Say how far the last move of the clock has come."""
        return self.clock_panel.movement

    def note(self, text: str) -> None:
        """Keep a sentence for the page to show, and tell whoever listens."""
        self.notes.append(text)
        for listener in self.on_note:
            listener(text)
        self.world.touch()
