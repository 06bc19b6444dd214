"""The server in its thread: one Starlette app on 127.0.0.1."""

import asyncio
import socket
import threading
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.http_api import HANG_UP

START_S = 10.0
# The SDK's client closes only once something arrives: frequent pings keep that short.
PING_S = 0.1
PONG_S = 60.0


class _CuttableConnections:
    """Passes requests on with a way to cut their connection, as a lost answer needs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            # Asked for in a worker thread, done on the loop; nothing else reaches the socket.
            transport: Any = getattr(getattr(send, "__self__", None), "transport", None)
            loop: Any = getattr(transport, "_loop", None)
            if transport is not None and loop is not None:
                scope[HANG_UP] = lambda: loop.call_soon_threadsafe(transport.abort)
        await self._app(scope, receive, send)


class _Server(uvicorn.Server):
    """A uvicorn that says when it is up, and stops without waiting for its next tick."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leaving: asyncio.Event | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        self._loop, self._leaving = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets)
        self.up.set()

    async def main_loop(self) -> None:
        """Tick until told to leave."""
        ticking = asyncio.ensure_future(super().main_loop())
        if self._leaving:
            await self._leaving.wait()
        ticking.cancel()

    def leave(self) -> None:
        """Stop serving; callable from any thread."""
        self.should_exit = True
        if self._loop and self._leaving:
            self._loop.call_soon_threadsafe(self._leaving.set)


class Serving:
    """A uvicorn in a background thread; `start` returns once it answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._socket: socket.socket | None = None

    def bind(self, port: int) -> str:
        """Take the port (0: any free one); return the address it will answer at."""
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def start(self) -> None:
        """Serve from now on. Raises RuntimeError when it cannot in ten seconds."""
        config = uvicorn.Config(
            _CuttableConnections(self._app),
            ws="websockets-sansio",
            log_level="error",
            access_log=False,
            lifespan="off",
            ws_ping_interval=PING_S,
            ws_ping_timeout=PONG_S,
            timeout_graceful_shutdown=1,
        )
        server = self._server = _Server(config)
        self._thread = threading.Thread(
            target=server.run, args=([self._socket],), name="sandbox-server", daemon=True
        )
        self._thread.start()
        if not server.up.wait(START_S):
            raise RuntimeError("the local Slack did not start")

    def stop(self) -> None:
        """Serve no more; every connection is closed afterwards."""
        if self._server:
            self._server.leave()
        if self._thread:
            self._thread.join(START_S)
        if self._socket:
            self._socket.close()
