"""The server in its thread: one Starlette app on 127.0.0.1."""

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


class Serving:
    """A uvicorn in a background thread; `start` returns once it answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._server: uvicorn.Server | None = None
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
        server = self._server = uvicorn.Server(config)
        started = threading.Event()
        ready = _announce(server, started)
        self._thread = threading.Thread(
            target=ready, args=([self._socket],), name="sandbox-server", daemon=True
        )
        self._thread.start()
        if not started.wait(START_S):
            raise RuntimeError("the local Slack did not start")

    def stop(self) -> None:
        """Serve no more; every connection is closed afterwards."""
        if self._server:
            self._server.should_exit = True
        if self._thread:
            self._thread.join(START_S)
        if self._socket:
            self._socket.close()


def _announce(server: uvicorn.Server, started: threading.Event) -> Any:
    original = server.startup

    async def startup(sockets: list[socket.socket] | None = None) -> None:
        await original(sockets)
        started.set()

    server.startup = startup  # type: ignore[method-assign]
    return server.run
