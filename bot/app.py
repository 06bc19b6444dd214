"""The composition root: every part made and joined; nothing is started here."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt import App
from slack_sdk import WebClient

import handlers
from bot.clock import Clock, SystemClock
from bot.delivery.dispatcher import Dispatcher, Sent, writing_client
from bot.delivery.pace import Limits
from bot.delivery.people import People
from bot.flows import hours
from bot.installation import Installation, install
from bot.jobs import timetable
from bot.settings import Settings
from handlers.dispatch import Dispatcher as Listeners
from handlers.lifecycle import Lifecycle
from handlers.people import Directory
from handlers.registry import Entry, Registry
from storage.database import Database

LISTENER_TIMEOUT_S = 10


@dataclass(frozen=True)
class Bot:
    """The whole bot for one workspace, ready to be started by ``bot.service``."""

    settings: Settings
    database: Database
    clock: Clock
    installation: Installation
    bolt: App
    dispatcher: Dispatcher

    def tick(self) -> None:
        """Do what is due now, and let what it wrote go out."""
        timetable.run_due(self.database.transaction, self.clock.now())
        self.dispatcher.wake()

    def tick_at(self, now: datetime) -> Sent:
        """Do what is due at ``now``, and return once all of it is delivered."""
        timetable.run_due(self.database.transaction, now)
        return self.dispatcher.send_due(now)


def build(
    settings: Settings,
    database: Database,
    *,
    clock: Clock | None = None,
    limits: Limits | None = None,
) -> Bot:
    """Join the parts. Raises bot.installation.NotConnectedError when Slack says no.

    ``limits`` is how fast to write; ``settings`` say it unless given.
    """
    clock = clock or SystemClock()
    if settings.slack_bot_token is None:
        raise ValueError("SLACK_BOT_TOKEN is not set")
    token = settings.slack_bot_token.get_secret_value()
    slack = writing_client(token, api_url=settings.slack_api_url)
    installation = install(slack, database, now=clock.now())
    people = People()

    def client_of(_workspace_id: UUID) -> WebClient:
        return slack

    return Bot(
        settings=settings,
        database=database,
        clock=clock,
        installation=installation,
        bolt=_bolt(settings, database, clock, installation, people),
        dispatcher=Dispatcher(
            database=database,
            slack=client_of,
            clock=clock,
            limits=limits or Limits(posts_per_minute=settings.posts_per_minute),
            people=people,
            lost_answer_s=settings.lost_answer_s,
            opens_at=hours.opens_at,
        ),
    )


def entries() -> Iterator[Entry]:
    """Go through the listeners of every module of ``handlers``."""
    for found in pkgutil.iter_modules(handlers.__path__, "handlers."):
        yield from getattr(importlib.import_module(found.name), "ENTRIES", ())


def _bolt(
    settings: Settings,
    database: Database,
    clock: Clock,
    installation: Installation,
    people: People,
) -> App:
    secret = settings.slack_signing_secret

    # A function of its own: Bolt would hand a bound method its `self` twice.
    def authorize() -> Any:
        return installation.authorize()

    app = App(
        # Slack waits while a listener works; ours are short, and Bolt's own waiting is not.
        process_before_response=True,
        signing_secret=secret.get_secret_value() if secret else None,
        request_verification_enabled=secret is not None,
        client=writing_client(None, api_url=settings.slack_api_url, timeout_s=LISTENER_TIMEOUT_S),
        authorize=authorize,
    )
    directory = Directory(database, installation.tenant_of)
    listeners = Listeners(
        registry=Registry(entries()),
        database=database,
        directory=directory,
        lifecycle=Lifecycle(database, directory, people),
        people=people,
        now=clock.now,
    )
    listeners.attach(app)
    return app
