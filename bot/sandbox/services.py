"""What the parts of the local Slack share: the world, the one-shot things, the address."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.entities import App, Json
from bot.sandbox.oauth import OAuth
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.socket_tickets import SocketTickets
from bot.sandbox.triggers import Triggers
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One call of the Web API as it came in, and what was answered.

    ``result`` is the answer's body, also when a fault kept it from being heard.
    """

    method: str
    args: Json
    team: str
    at: datetime
    result: Json


@dataclass(slots=True)
class Services:
    """Everything a Web API method or an act works with."""

    world: World
    triggers: Triggers
    response_urls: ResponseUrls
    tickets: SocketTickets
    oauth: OAuth
    file_delay_s: float = 0.0
    url: str = ""
    calls: list[RecordedCall] = field(default_factory=list)

    def record(self, method: str, args: Json, app: App | None, result: Json) -> None:
        """Keep a call for whoever asks what the app did."""
        at = self.world.clock.now()
        self.calls.append(RecordedCall(method, args, app.team if app else "", at, result))
