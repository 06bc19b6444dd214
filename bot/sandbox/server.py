"""The local Slack as one thing: its world, its acts, its sockets."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Self

from starlette.applications import Starlette
from starlette.routing import BaseRoute, WebSocketRoute

from bot.sandbox.clock import RealClock, SandboxClock
from bot.sandbox.clock_panel import ClockControl, ClockPanel, Movement, Mover
from bot.sandbox.delivery import Router
from bot.sandbox.events import EventFeed
from bot.sandbox.faults import Faults
from bot.sandbox.http_api import HttpApi
from bot.sandbox.http_delivery import HttpDelivery
from bot.sandbox.interactions import Acts
from bot.sandbox.oauth import OAuth
from bot.sandbox.rate_limits import RateLimits
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.services import RecordedCall, Services
from bot.sandbox.serving import Serving
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.socket_tickets import SocketTickets
from bot.sandbox.triggers import Triggers
from bot.sandbox.world import World


class Sandbox:
    """A Slack of one's own, on 127.0.0.1; every method may be called from any thread.

    ``file_delay_s`` is how long an uploaded file stays unready; ``retry_scale`` stretches
    the minutes between an event's retries (0.01: 0.6 s and 3 s). ``rate_limits`` turns
    Slack's limits on.
    """

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
        self.slack = Services(
            self.world,
            Triggers(self.world),
            ResponseUrls(self.world),
            SocketTickets(self.world),
            OAuth(self.world),
            file_delay_s,
        )
        self.faults = Faults()
        self.rate_limits = RateLimits(enabled=rate_limits)
        self.sockets = SocketMode(self.slack, self.faults)
        self._router = Router(self.sockets)
        self.acts = Acts(self.slack, self._router)
        self.events = EventFeed(self.world, self._router, retry_scale)
        self.clock_panel = ClockPanel(clock_controls, mover, self.world.touch)
        self.notes: list[str] = []
        self.on_note: list[Callable[[str], None]] = []
        self._serving: Serving | None = None
        self._web: Starlette | None = None

    @property
    def url(self) -> str:
        """Return the address, such as ``http://127.0.0.1:8600``; "" before `start`."""
        return self.slack.url

    @property
    def api_url(self) -> str:
        """Return what SLACK_API_URL must be."""
        return f"{self.url}/api/"

    @property
    def calls(self) -> list[RecordedCall]:
        """Return every call of the Web API so far, the oldest first."""
        return self.slack.calls

    def start(self, port: int = 0) -> None:
        """Serve Slack's own addresses on this port (0: any free one)."""
        api = HttpApi(self.slack, self.rate_limits, self.faults)
        link = WebSocketRoute("/link/", self.sockets.endpoint)
        self._web = Starlette(routes=[*api.routes(), link])
        self._serving = Serving(self._web)
        self.slack.url = self._serving.bind(port)
        self._serving.start()
        self.events.start()

    def stop(self) -> None:
        """Serve and deliver no more."""
        self.events.stop()
        if self._serving:
            self._serving.stop()

    def serve_also(self, more: Sequence[BaseRoute]) -> None:
        """Serve these at the same address too, from now on; only after `start`."""
        if self._web is not None:
            self._web.router.routes[:0] = more

    def __enter__(self) -> Self:
        """Start on a free port."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def deliver_over_http(self, url: str | None) -> None:
        """Deliver to this request URL instead of sockets; None goes back to sockets."""
        self._router.use_http(HttpDelivery(url) if url else None)

    def settle(self, timeout_s: float = 30.0) -> bool:
        """Wait until every event so far was offered once; False when not in time."""
        return self.events.settle(timeout_s)

    def move_clock(self, to: datetime) -> bool:
        """Start moving the clock in a thread; False when it cannot or already moves."""
        return self.clock_panel.move_to(to)

    @property
    def oauth(self) -> OAuth:
        """Return what installs apps, and what people press there."""
        return self.slack.oauth

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
