"""The page in a real browser, on a local Slack with a small Bolt app behind it."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox import ClockControl, Sandbox
from bot.sandbox.page import routes as page
from tests.chromium import PATIENT_MS
from tests.sandbox_page.app import listen

NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)  # a Wednesday, 12:00 PM in New York

Progress = Callable[[float, str], None]
Open = Callable[..., Page]


class DemoClock:
    """A clock that stands still until it is moved; a move waits at its half to be let on."""

    def __init__(self) -> None:
        self.instant = NOON
        self.go_on = threading.Event()
        self.go_on.set()

    def now(self) -> datetime:
        return self.instant

    def move(self, to: datetime, progress: Progress) -> None:
        progress(0.5, "Sending what is due")
        self.go_on.wait(10)
        self.instant = to

    def next_day(self, progress: Progress) -> None:
        self.move(self.instant + timedelta(days=1), progress)


@pytest.fixture
def clock() -> DemoClock:
    return DemoClock()


@pytest.fixture
def sandbox(clock: DemoClock) -> Iterator[Sandbox]:
    """Northwind and Acme, with a person of each, a guest, and the app in their channels."""
    controls = [ClockControl("Next morning", clock.next_day)]
    sandbox = Sandbox(clock=clock, clock_controls=controls, mover=clock.move)
    world = sandbox.world
    world.add_workspace("T0HOME", "Northwind")
    world.add_workspace("T0ACME", "Acme")
    zone = "America/New_York"
    world.add_user("U0NADIA", team="T0HOME", name="nadia", real_name="Nadia Brooks", tz=zone)
    world.add_user("U0BEN", team="T0HOME", name="ben", real_name="Ben Ott", tz="Europe/Berlin")
    world.add_user("U0GUS", team="T0HOME", name="gus", real_name="Gus Hill", guest="single")
    world.add_user("U0ANA", team="T0ACME", name="ana", real_name="Ana Ruiz", tz="Asia/Kolkata")
    world.install_app(
        team="T0HOME",
        commands={"/partner": "What is on me"},
        message_shortcuts={"make_commitment": "Make this a commitment"},
        global_shortcuts={"log_touch": "Log a touch"},
    )
    ours = ["U0NADIA", "U0BEN", "U0BOT"]
    world.add_channel("C0INT", team="T0HOME", name="acme-internal", private=True, members=ours)
    both = [*ours, "U0GUS", "U0ANA"]
    world.add_channel(
        "C0OUT", team="T0HOME", name="acme-shared", members=both, shared_with=["T0ACME"]
    )
    with sandbox:
        sandbox.serve_also(page.routes(sandbox))
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient("xoxb-sandbox", base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def app(client: WebClient) -> Iterator[App]:
    """The app, connected by Socket Mode."""
    app = App(client=client, token="xoxb-sandbox", process_before_response=True)
    listen(app)
    handler = SocketModeHandler(app, "xapp-sandbox", ping_interval=600)
    handler.connect()  # type: ignore[no-untyped-call]
    yield app
    handler.close()  # type: ignore[no-untyped-call]


@pytest.fixture
def visit(browser: Browser, sandbox: Sandbox) -> Iterator[Open]:
    """Open the page as a person at a place; anything the browser complains of is a failure."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="UTC")
    context.set_default_timeout(PATIENT_MS)

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    def open_page(user: str = "U0NADIA", where: str = "C0INT") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        page.goto(f"{sandbox.url}/#{user}/{where}")
        page.wait_for_selector("[data-acting-as]")
        return page

    yield open_page
    context.close()
    assert complaints == []
