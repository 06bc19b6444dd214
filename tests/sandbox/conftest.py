"""A small company with a partner, a real Bolt app, and a local Slack between them."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from tests.sandbox.clocks import FixedClock

HISTORY = ("channels:history", "groups:history", "im:history", "app_mentions:read")
SCOPES = (
    "commands",
    "chat:write",
    "users:read",
    "channels:read",
    "groups:read",
    "files:write",
    "files:read",
    "dnd:read",
    "team:read",
    "im:write",
    *HISTORY,
)
SECRET = "sandbox-signing-secret"


def settle_in(sandbox: Sandbox) -> None:
    """Northwind and its partner Acme, an internal and a shared channel, the bot in both."""
    world = sandbox.world
    world.add_workspace("T0HOME", "Northwind")
    world.add_workspace("T0ACME", "Acme")
    zone = "America/New_York"
    world.add_user("U0NADIA", team="T0HOME", name="nadia", real_name="Nadia Brooks", tz=zone)
    world.add_user("U0BEN", team="T0HOME", name="ben", tz="Europe/Berlin")
    world.add_user("U0GUEST", team="T0HOME", name="gus", guest="single")
    world.add_user("U0ANA", team="T0ACME", name="ana")
    world.install_app(
        team="T0HOME",
        scopes=SCOPES,
        commands={"/partner": "Partners"},
        message_shortcuts={"make_commitment": "Make this a commitment"},
        global_shortcuts={"log_touch": "Log a touch"},
    )
    inside = ["U0NADIA", "U0BEN", "U0BOT"]
    world.add_channel("C0INT", team="T0HOME", name="acme-internal", members=inside)
    world.add_channel(
        "C0SHARED",
        team="T0HOME",
        name="acme-shared",
        members=[*inside, "U0ANA"],
        shared_with=["T0ACME"],
    )


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def sandbox(clock: FixedClock) -> Iterator[Sandbox]:
    sandbox = Sandbox(clock=clock, retry_scale=0.001)
    settle_in(sandbox)
    sandbox.start()
    yield sandbox
    # The server takes a tenth of a second to leave, which no test need wait for.
    threading.Thread(target=sandbox.stop).start()


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    """The bot's own client, which sends nothing twice by itself."""
    return WebClient("xoxb-sandbox", base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def bolt(sandbox: Sandbox) -> App:
    return App(
        client=WebClient("xoxb-sandbox", base_url=sandbox.api_url, retry_handlers=[]),
        signing_secret=SECRET,
        process_before_response=True,
    )


def connect(bolt: App, sandbox: Sandbox) -> SocketModeHandler:
    """Open the app's socket; return once Slack has it."""
    handler = SocketModeHandler(bolt, "xapp-sandbox")
    handler.client.web_client.base_url = sandbox.api_url
    handler.connect()  # type: ignore[no-untyped-call]
    session = handler.client.current_session
    assert session
    wait_for(lambda: session.last_ping_pong_time is not None)  # it reads from now on
    return handler


def hang_up(handler: SocketModeHandler) -> None:
    """Close the app's socket; its queue, else asleep for a second, is woken."""
    waking = threading.Timer(0.15, handler.client.enqueue_message, ("{}",))
    waking.start()
    handler.close()  # type: ignore[no-untyped-call]
    waking.join()


def wait_for(what: Callable[[], bool], seconds: float = 30.0) -> None:
    """Return once something is so; fail when it is not in time."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.fixture
def over_sockets(bolt: App, sandbox: Sandbox) -> Iterator[App]:
    """The Bolt app on Socket Mode."""
    handler = connect(bolt, sandbox)
    yield bolt
    hang_up(handler)


@pytest.fixture
def over_http(bolt: App, sandbox: Sandbox) -> Iterator[App]:
    """The Bolt app behind a request URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(bolt))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    sandbox.deliver_over_http(f"http://127.0.0.1:{server.server_port}/slack/events")
    yield bolt
    server.shutdown()
    thread.join()
    server.server_close()


def _handler(bolt: App) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers: dict[str, str | Sequence[str]] = {}
            headers.update(self.headers)
            answer = bolt.dispatch(BoltRequest(body=body, headers=headers))
            self.send_response(answer.status)
            for name, values in answer.headers.items():
                self.send_header(name, values[0])
            content = answer.body.encode()
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture(params=["sockets", "http"])
def app(request: pytest.FixtureRequest) -> App:
    """The Bolt app, once over each way Slack delivers."""
    found: App = request.getfixturevalue(f"over_{request.param}")
    return found
