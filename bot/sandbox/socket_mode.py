"""Socket Mode: an app's sockets, the envelopes sent down them, the acks that come back."""

import asyncio
import json
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTimeError
from dataclasses import dataclass, field
from itertools import count

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.delivery import DEADLINE_S, Kind, Reply, Retry
from bot.sandbox.entities import App, Json
from bot.sandbox.faults import Faults
from bot.sandbox.services import Services

CONNECTIONS = 10
BAD_TICKET = 4001
TOO_MANY = 4002


@dataclass(slots=True)
class Connection:
    """One socket of an app, on the server's own event loop."""

    app_id: str
    socket: WebSocket
    loop: asyncio.AbstractEventLoop
    accepted: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, message: Json) -> None:
        """Send from any thread; return once it is on its way."""
        asyncio.run_coroutine_threadsafe(self._send(message), self.loop).result(DEADLINE_S)

    async def _send(self, message: Json) -> None:
        await self.accepted.wait()
        await self.socket.send_text(json.dumps(message))

    def close(self) -> None:
        """Close from any thread; return once it is closed."""
        asyncio.run_coroutine_threadsafe(self.socket.close(), self.loop).result(DEADLINE_S)


class SocketMode:
    """All sockets of all apps; any one of an app's gets each payload, and `deadline_s` to ack."""

    def __init__(self, slack: Services, faults: Faults) -> None:
        self.deadline_s = DEADLINE_S
        self._slack = slack
        self._faults = faults
        self._lock = threading.Lock()
        self._connections: list[Connection] = []
        self._waiting: dict[str, tuple[Connection, Future[Json | None]]] = {}
        self._turn = count()

    def connections(self, app_id: str) -> list[Connection]:
        """Return the app's live sockets."""
        with self._lock:
            return [one for one in self._connections if one.app_id == app_id]

    async def endpoint(self, socket: WebSocket) -> None:
        """Serve one socket from hello to its end."""
        app_id = self._slack.tickets.redeem(socket.query_params.get("ticket", ""))
        if app_id is None or len(self.connections(app_id)) >= CONNECTIONS:
            await socket.accept()
            await socket.close(BAD_TICKET if app_id is None else TOO_MANY)
            return
        connection = Connection(app_id, socket, asyncio.get_running_loop())
        with self._lock:  # before it is accepted: whoever is connected can be reached
            self._connections.append(connection)
        try:
            await socket.accept()
            connection.accepted.set()
            await socket.send_text(json.dumps(self._hello(app_id)))
            while True:
                self._acknowledge(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            connection.accepted.set()  # who waits for it hears that it is gone
            self._forget(connection)

    def _forget(self, connection: Connection) -> None:
        """Drop a socket; whoever waits for an ack down it waits no longer."""
        with self._lock:
            self._connections.remove(connection)
            lost = [waiting for used, waiting in self._waiting.values() if used is connection]
        for waiting in lost:
            if not waiting.done():
                waiting.set_exception(ConnectionError("the socket closed"))

    def _hello(self, app_id: str) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections(app_id)),
            "debug_info": {"host": "sandbox", "approximate_connection_time": 3600},
            "connection_info": {"app_id": app_id},
        }

    def _acknowledge(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        known = self._waiting.get(str(message.get("envelope_id")))
        if known and not known[1].done():
            known[1].set_result(message.get("payload"))

    def deliver(self, app: App, kind: Kind, payload: Json, retry: Retry | None = None) -> Reply:
        """Send one envelope down one of the app's sockets; wait for its ack."""
        live = self.connections(app.app_id)
        if not live:
            return Reply(error="not_connected")
        connection = live[next(self._turn) % len(live)]
        envelope = self._envelope(kind, payload, retry)
        waiting: Future[Json | None] = Future()
        with self._lock:
            self._waiting[envelope["envelope_id"]] = connection, waiting
        try:
            connection.send(envelope)
            if self._faults.take_twice():
                live[next(self._turn) % len(live)].send(envelope)
            return Reply(waiting.result(self.deadline_s))
        except NotInTimeError:
            return Reply(error="timeout")
        except (OSError, RuntimeError, WebSocketDisconnect):
            return Reply(error="not_connected")
        finally:
            with self._lock:
                del self._waiting[envelope["envelope_id"]]

    def _envelope(self, kind: Kind, payload: Json, retry: Retry | None) -> Json:
        envelope: Json = {
            "envelope_id": self._slack.world.new_id("envelope-"),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope["retry_attempt"] = retry.attempt if retry else 0
            envelope["retry_reason"] = retry.reason if retry else ""
        return envelope

    def refresh(self, app_id: str, reason: str = "refresh_requested") -> None:
        """Ask the app to open new sockets, then close those it has, as Slack does hourly."""
        old = self.connections(app_id)
        for connection in old:
            connection.send({"type": "disconnect", "reason": reason, "debug_info": {}})
        for connection in old:
            connection.close()

    def cut(self, app_id: str) -> None:
        """Close the app's sockets without a word."""
        for connection in self.connections(app_id):
            connection.close()
