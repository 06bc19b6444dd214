"""The two ways Slack's requests come in: a socket the bot opens, or a port Slack calls."""

from collections.abc import Callable
from threading import Thread
from typing import Protocol

import uvicorn
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.app import Bot
from bot.clock import SystemClock
from bot.web.gate import Gate
from bot.web.server import build as build_web

SOCKET_WORKERS = 4  # as bot.web.server.WORKERS


class Door(Protocol):
    """How Slack's requests come in."""

    def start(self) -> None:
        """Take requests from now on."""
        ...

    def stop(self) -> None:
        """Take no more."""
        ...

    def is_open(self) -> bool:
        """Say whether requests can come in."""
        ...


class SocketDoor:
    """Socket Mode: the bot calls Slack, so no port needs to be open."""

    def __init__(self, bot: Bot, app_token: str) -> None:
        self._handler = SocketModeHandler(
            bot.bolt,
            app_token,
            web_client=WebClient(base_url=bot.settings.slack_api_url),
            concurrency=SOCKET_WORKERS,
        )

    def start(self) -> None:
        """Connect; return once Slack can be heard."""
        self._handler.connect()  # type: ignore[no-untyped-call]

    def stop(self) -> None:
        """Disconnect, also from a connection just being made."""
        self._handler.close()  # type: ignore[no-untyped-call]

    def is_open(self) -> bool:
        """Say whether the socket is connected."""
        return bool(self._handler.client.is_connected())


class HttpDoor:
    """HTTP: Slack calls the bot."""

    def __init__(self, bot: Bot, signing_secret: str, ready: Callable[[], str | None]) -> None:
        web = build_web(bot.bolt, Gate(signing_secret), wall=SystemClock(), ready=ready)
        self._server = uvicorn.Server(
            uvicorn.Config(
                web,
                host=bot.settings.host,
                port=bot.settings.port,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=5,
            )
        )
        # Signals belong to the command line, which stops everything in order.
        self._thread = Thread(target=self._server.run, name="http", daemon=True)

    def start(self) -> None:
        """Listen. Raises OSError when the port cannot be had."""
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise OSError("the port is taken or not allowed")
            self._thread.join(0.01)

    def stop(self) -> None:
        """Finish what is under way and close the port."""
        self._server.should_exit = True
        self._thread.join(timeout=10)

    def is_open(self) -> bool:
        """Say whether the port is served."""
        return self._thread.is_alive() and bool(self._server.started)
