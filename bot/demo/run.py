"""`partner-bot demo`: the local Slack and the real bot over real sockets, in one process."""

import tempfile
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event

from bot import app
from bot.clock import MovableClock
from bot.delivery.pace import Limits
from bot.demo import seed, town
from bot.demo.time_travel import TimeTravel
from bot.doors import pages_of
from bot.sandbox import Sandbox
from bot.sandbox.clock_panel import ClockControl, ClockPanel
from bot.sandbox.page import routes as page
from bot.service import Service
from bot.settings import Settings, read_settings
from storage import migrations
from storage.database import Database

# A week that passes in seconds would run into limits that count the wall's seconds.
_BRISK = Limits(posts_per_minute=1_000_000, conversation_gap_s=0, per_minute={})


class PortTakenError(OSError):
    """Something else listens where the demo was to be."""


def run(
    *,
    port: int,
    at: datetime,
    empty: bool,
    browser: bool,
    stopping: Event,
    say: Callable[[str], None],
) -> None:
    """Serve the demo until ``stopping`` is set; what it kept is gone then.

    Raises PortTakenError when the port is not free.
    """
    with (
        tempfile.TemporaryDirectory(prefix="partner-bot-demo-") as folder,
        closing(ledger_in(Path(folder))) as database,
        running(database, port=port, at=at, empty=empty) as sandbox,
    ):
        say(f"The local Slack is at {sandbox.url} (Ctrl-C ends it).")
        say(f"Until then its database is DATABASE_URL={database.engine.url}")
        if browser:
            webbrowser.open(sandbox.url)
        stopping.wait()
        say("Ending the demo.")


@contextmanager
def running(database: Database, *, port: int, at: datetime, empty: bool) -> Iterator[Sandbox]:
    """Yield the local Slack with the bot running in it; ``empty`` leaves the ledger empty.

    Raises PortTakenError.
    """
    clock = MovableClock(at)
    sandbox = Sandbox(clock=clock)
    town.build(sandbox.world)
    try:
        sandbox.start(port)
    except OSError as error:
        raise PortTakenError(f"Port {port} is taken; choose another with --port.") from error
    try:
        if not empty:
            seed.fill(database, now=clock.now())
        bot = app.build(_settings(sandbox), database, clock=clock, limits=_BRISK, serves_pages=True)
        sandbox.serve_also([*pages_of(bot), *page.routes(sandbox)])
        sandbox.clock_panel = _clock_panel(sandbox, TimeTravel(bot, clock))
        service = Service(bot)
        service.start()
        try:
            yield sandbox
        finally:
            service.stop()
    finally:
        sandbox.stop()


def ledger_in(folder: Path) -> Database:
    """Return an empty database in the folder, at the schema every command expects."""
    database = Database(f"sqlite:///{folder / 'demo.db'}")
    migrations.upgrade(database.engine)
    return database


def _clock_panel(sandbox: Sandbox, travel: TimeTravel) -> ClockPanel:
    controls = [
        ClockControl("Next morning", travel.next_morning),
        ClockControl("A week on", travel.week_on),
        ClockControl("Week before the next QBR", travel.week_before_qbr),
    ]
    return ClockPanel(controls, travel.move_to, sandbox.world.touch)


def _settings(sandbox: Sandbox) -> Settings:
    return read_settings(
        {
            "SLACK_BOT_TOKEN": town.BOT_TOKEN,
            "SLACK_APP_TOKEN": town.APP_TOKEN,
            "SLACK_API_URL": sandbox.api_url,
            "SLACK_SIGNING_SECRET": town.SIGNING_SECRET,
            "PUBLIC_URL": sandbox.url,
        }
    )
