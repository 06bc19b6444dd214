"""The two ways Slack's requests come in: a socket the bot opens, or a port Slack calls."""

import socket
from collections.abc import Callable
from threading import Thread
from typing import Protocol

import uvicorn
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from starlette.routing import Route

from bot.app import Bot
from bot.clock import SystemClock
from bot.web import metrics
from bot.web.confirm import ConfirmPages
from bot.web.gate import Gate
from bot.web.install import Installer
from bot.web.server import WORKERS
from bot.web.server import build as build_web


class PortTakenError(OSError):
    """Nothing can listen on that address."""


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
            concurrency=WORKERS,
        )

    def start(self) -> None:
        """Connect; return once Slack can be heard."""
        self._handler.connect()  # type: ignore[no-untyped-call]

    def stop(self) -> None:
        """Disconnect, also from a connection just being made."""
        client = self._handler.client
        client.closed = True
        client.message_queue.put(None)  # else it waits up to a second for a message more
        self._handler.close()  # type: ignore[no-untyped-call]

    def is_open(self) -> bool:
        """Say whether the socket is connected."""
        return bool(self._handler.client.is_connected())


class HttpDoor:
    """HTTP: Slack calls the bot."""

    def __init__(self, bot: Bot, signing_secret: str, ready: Callable[[], str | None]) -> None:
        wall = SystemClock()

        def numbers() -> str:
            with bot.database.across_workspaces.reading() as session:
                return metrics.text(session, now=bot.clock.now(), wall=wall.now())

        gate = Gate(signing_secret)
        more = [*_installer(bot, wall), *pages_of(bot)]
        web = build_web(bot.bolt, gate, wall=wall, ready=ready, metrics=numbers, more=more)
        self._address = bot.settings.host, bot.settings.port
        # Signals belong to the command line, which stops everything in order.
        self._server = uvicorn.Server(
            uvicorn.Config(
                web, ws="none", log_config=None, access_log=False, timeout_graceful_shutdown=5
            )
        )
        self._thread: Thread | None = None

    def start(self) -> None:
        """Listen. Raises PortTakenError when the address cannot be had."""
        host, port = self._address
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            listening = socket.create_server(self._address, family=family, backlog=2048)
        except OSError as error:
            raise PortTakenError(f"nothing can listen on {host}:{port}") from error
        # Connections inherit it; without it an answer's second packet waits 40 ms for the first.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = Thread(target=self._server.run, args=([listening],), name="http")
        self._thread.start()

    def stop(self) -> None:
        """Finish what is under way and close the port."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(timeout=10)

    def is_open(self) -> bool:
        """Say whether the port is served."""
        return self._thread is not None and self._thread.is_alive()


def pages_of(bot: Bot) -> list[Route]:
    """Return the pages for people who are not on Slack, where they have an address."""
    if bot.links is None:
        return []
    return ConfirmPages(bot.database, bot.links, bot.clock).routes()


def _installer(bot: Bot, wall: SystemClock) -> list[Route]:
    """Return the addresses to install the app from, where workspaces do that."""
    if bot.many is None:
        return []
    made = Installer(
        oauth=bot.many.oauth,
        database=bot.database,
        seals=bot.many.keyring,
        clock=bot.clock,
        wall=wall,
        installed=bot.many.tenants.forget,
    )
    return made.routes()
