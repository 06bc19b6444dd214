"""The composition root: every part made and joined; nothing is started here."""

import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from slack_bolt import App, BoltContext

import handlers
from bot.clock import Clock, SystemClock
from bot.delivery.dispatcher import Dispatcher, Sent, writing_client
from bot.delivery.do_not_disturb import DoNotDisturb
from bot.delivery.pace import Limits
from bot.delivery.people import People
from bot.delivery.watch import Watch
from bot.flows.kickoff.link_tokens import Links
from bot.flows.nudges import hours
from bot.installation import Connected, Installation, install, slack_id_of
from bot.jobs import timetable
from bot.jobs.departed_workspaces import delete_departed
from bot.settings import Settings
from handlers.dispatch import Dispatcher as Listeners
from handlers.lifecycle import Lifecycle
from handlers.people import Directory
from handlers.registry import Entry, Registry
from storage.database import Database

if TYPE_CHECKING:
    from bot.many import Many

log = logging.getLogger(__name__)

LISTENER_TIMEOUT_S = 10
SLACK_ID = "slack_id_of_installation"  # in Bolt's context, where there are many


@dataclass(frozen=True)
class Bot:
    """The whole bot, for one workspace or many, ready to be started by ``bot.service``."""

    settings: Settings
    database: Database
    clock: Clock
    connected: Connected
    bolt: App
    dispatcher: Dispatcher
    many: "Many | None" = None  # where workspaces install the app from the web
    links: Links | None = None  # makes addresses of pages; None where none are served

    @cached_property
    def watch(self) -> Watch:
        """What looks at our own channels in turn."""
        return Watch(
            self.database,
            self.connected.client_of,
            self.dispatcher.people,
            self.connected.serves,
        )

    @property
    def installation(self) -> Installation:
        """The one workspace whose token is in the settings. Raises LookupError without one."""
        if isinstance(self.connected, Installation):
            return self.connected
        raise LookupError("this bot serves many workspaces")

    def tick(self, mine: Callable[[UUID], bool] | None = None) -> None:
        """Do what is due now in the workspaces that are ``mine``, and let what it wrote go out."""
        self._keep_up(self.clock.now())
        timetable.run_due(self.database, self.clock.now(), mine=mine)
        self.dispatcher.wake()

    def tick_at(self, now: datetime) -> Sent:
        """Do what is due at ``now``, and return once all of it is delivered."""
        self._keep_up(now)
        timetable.run_due(self.database, now)
        return self.dispatcher.send_due(now)

    def _keep_up(self, now: datetime) -> None:
        """Refresh tokens, and delete what is left of workspaces that removed the app."""
        if self.many is None:
            return
        try:
            self.many.refresher.refresh_due(SystemClock().now())
            delete_departed(self.database, now=now)
        except Exception:
            # Neither may take the day away from the workspaces that are well.
            log.exception("the upkeep of installations broke")


def build(
    settings: Settings,
    database: Database,
    *,
    clock: Clock | None = None,
    limits: Limits | None = None,
    serves_pages: bool | None = None,
) -> Bot:
    """Join the parts. Raises bot.installation.NotConnectedError when Slack says no.

    ``limits`` is how fast to write, and ``serves_pages`` whether pages are served at PUBLIC_URL;
    ``settings`` say both unless given.
    """
    clock = clock or SystemClock()
    many = _many(settings, database)
    connected = many.tenants if many is not None else _one(settings, database, clock)
    people, resting = People(), DoNotDisturb()
    links = _links(settings, serves_pages=serves_pages)
    return Bot(
        settings=settings,
        database=database,
        clock=clock,
        connected=connected,
        bolt=_bolt(settings, database, clock, connected, people, links),
        dispatcher=Dispatcher(
            database=database,
            slack=connected.client_of,
            serves=connected.serves,
            clock=clock,
            limits=limits or Limits(posts_per_minute=settings.posts_per_minute),
            people=people,
            lost_answer_s=settings.lost_answer_s,
            resting=resting,
            opens_at=hours.within(resting.until),
        ),
        many=many,
        links=links,
    )


def _many(settings: Settings, database: Database) -> "Many | None":
    if not settings.serves_many:
        return None
    # What opens sealed tokens is loaded only where there are any.
    from bot.many import connect  # noqa: PLC0415

    return connect(settings, database)


def _links(settings: Settings, *, serves_pages: bool | None) -> Links | None:
    """Return what makes addresses of pages; in Socket Mode nothing is served, so there are none."""
    served = settings.slack_app_token is None if serves_pages is None else serves_pages
    if not served or settings.public_url is None or settings.slack_signing_secret is None:
        return None
    secret = settings.slack_signing_secret.get_secret_value()
    return Links(settings.public_url, secret.encode())


def _one(settings: Settings, database: Database, clock: Clock) -> Installation:
    if settings.slack_bot_token is None:
        raise ValueError("SLACK_BOT_TOKEN is not set")
    token = settings.slack_bot_token.get_secret_value()
    slack = writing_client(token, api_url=settings.slack_api_url)
    return install(slack, database, now=clock.now())


def entries() -> Iterator[Entry]:
    """Go through the listeners of every module of ``handlers``."""
    for found in pkgutil.iter_modules(handlers.__path__, "handlers."):
        yield from getattr(importlib.import_module(found.name), "ENTRIES", ())


def _bolt(
    settings: Settings,
    database: Database,
    clock: Clock,
    connected: Connected,
    people: People,
    links: Links | None,
) -> App:
    secret = settings.slack_signing_secret

    # A function of its own: Bolt would hand a bound method its `self` twice.
    def authorize(context: BoltContext) -> Any:
        return connected.authorize(context.get(SLACK_ID))

    app = App(
        # Slack waits while a listener works; ours are short, and Bolt's own waiting is not.
        process_before_response=True,
        signing_secret=secret.get_secret_value() if secret else None,
        request_verification_enabled=secret is not None,
        client=writing_client(None, api_url=settings.slack_api_url, timeout_s=LISTENER_TIMEOUT_S),
        before_authorize=_note_slack_id if settings.serves_many else None,
        authorize=authorize,
    )
    directory = Directory(database, connected.tenant_of)
    listeners = Listeners(
        registry=Registry(entries()),
        database=database,
        directory=directory,
        lifecycle=Lifecycle(database, directory, people),
        people=people,
        now=clock.now,
        links=links,
    )
    listeners.attach(app)
    return app


def _note_slack_id(context: BoltContext, body: dict[str, Any], next: Callable[[], Any]) -> None:  # noqa: A002 - Bolt goes by the name
    context[SLACK_ID] = slack_id_of(body)
    next()
