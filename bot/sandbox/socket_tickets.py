"""Tickets of apps.connections.open: each lets its app open one socket."""

from bot.sandbox.entities import App
from bot.sandbox.state import State


class SocketTickets:
    """Hands out tickets, and says once whose each is."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._issued: dict[str, str] = {}

    def issue(self, app: App) -> str:
        """Return a new ticket for the app's sockets."""
        ticket = self._state.new_id("ticket-")
        self._issued[ticket] = app.app_id
        return ticket

    def redeem(self, ticket: str) -> str | None:
        """Return the app_id the ticket was for; None when unknown or used."""
        return self._issued.pop(ticket, None)
