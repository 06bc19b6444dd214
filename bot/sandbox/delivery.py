"""Handing payloads to an app: over its sockets, or to its request URL."""

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.sandbox.entities import App, Json

Kind = Literal["slash_commands", "interactive", "events_api"]

DEADLINE_S = 3.0

# What Slack's window says when an app did not answer.
SILENCE = {
    "not_connected": "dispatch_failed",
    "timeout": "operation_timeout",
    "http_error": "http_service_error",
}


@dataclass(frozen=True, slots=True)
class Retry:
    """Which further attempt this is, and why the last one failed."""

    attempt: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The app's answer; `error` says why there is none ("" when there is one)."""

    payload: Json | None = None
    error: Literal["", "not_connected", "timeout", "http_error"] = ""
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        """Say whether the app answered."""
        return not self.error


class Delivery(Protocol):
    """A way to hand an app a payload and wait for its answer, at most 3 s."""

    def deliver(self, app: App, kind: Kind, payload: Json, retry: Retry | None = None) -> Reply:
        """Hand over one payload."""
        ...


class Router:
    """Uses an app's request URL where one is set, else its sockets."""

    def __init__(self, sockets: Delivery) -> None:
        self._sockets = sockets
        self._over_http: Delivery | None = None

    def use_http(self, delivery: Delivery | None) -> None:
        """Deliver this way from now on; None goes back to sockets."""
        self._over_http = delivery

    def deliver(self, app: App, kind: Kind, payload: Json, retry: Retry | None = None) -> Reply:
        """Hand over one payload the way the app chose."""
        return (self._over_http or self._sockets).deliver(app, kind, payload, retry)
