"""One place in the local Slack, and the lives the bot has in it, one after the other."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any
from unittest.mock import patch

from slack_bolt import App, BoltRequest
from sqlmodel import select

from bot import app
from bot.clock import MovableClock
from bot.demo import cast, seed, town
from bot.sandbox import Sandbox
from bot.sandbox.delivery import Kind, Reply, Retry
from bot.sandbox.entities import App as SlackApp
from bot.sandbox.entities import Json
from bot.settings import read_settings
from messages.pictures import draw
from storage.database import Database
from storage.outbox import Outbox, OutboxKind
from storage.partners import Partner
from storage.people import Person
from tests.crashes.steps import Crash, Death, SteppingDatabase, Steps, calls_counted, unhurried
from tests.journeys.conftest import MONDAY, UNHURRIED, Town
from tests.slack_limits import shown

HISTORY = {"channels:history", "groups:history", "im:history"}
LATER = timedelta(minutes=3)  # leases are over by then, and lost calls are looked for
OK = 200


@dataclass(frozen=True)
class Life:
    """One process of the bot."""

    steps: Steps
    town: Town


@dataclass(frozen=True)
class InProcess:
    """Hands payloads to the bot in this thread; a dead bot answers nothing."""

    bolt: App

    def deliver(
        self, app: SlackApp, kind: Kind, payload: Json, retry: Retry | None = None
    ) -> Reply:
        """Hand over one payload."""
        try:
            answer = self.bolt.dispatch(BoltRequest(mode="socket_mode", body=payload))
        except Crash:
            return Reply(error="timeout")
        if answer.status != OK:
            return Reply(error="http_error")
        return Reply(_payload(answer.body))


def _payload(body: str) -> Json | None:
    if not body:
        return None
    return dict(json.loads(body)) if body.startswith("{") else {"text": body}


@dataclass
class Place:
    """What outlives a process: the database, Slack, and the time."""

    database_url: str
    sandbox: Sandbox
    clock: MovableClock
    wall: MovableClock
    databases: list[Database] = field(default_factory=list)

    @contextmanager
    def life(self, death: Death | None = None) -> Iterator[Life]:
        """Yield the bot, made anew; it takes what people do, and dies as told once armed."""
        steps = Steps(death)
        database = SteppingDatabase(self.database_url, steps)
        self.databases.append(database)
        settings = read_settings(
            {
                "SLACK_BOT_TOKEN": town.BOT_TOKEN,
                "SLACK_APP_TOKEN": town.APP_TOKEN,
                "SLACK_API_URL": self.sandbox.api_url,
            }
        )
        with unhurried(), calls_counted(steps):
            bot = app.build(settings, database, clock=self.clock, limits=UNHURRIED)
            bot.dispatcher.wall = self.wall
            self.sandbox._router.use_http(InProcess(bot.bolt))
            yield Life(steps, Town(self.sandbox, bot, self.clock, database, _partners(database)))

    def pass_time(self) -> None:
        """Let the wall's time pass until a lost call can arrive no more."""
        self.wall.move(self.wall.now() + LATER)

    def posts(self) -> Counter[tuple[str, str]]:
        """Return what stands in each conversation for everybody to read."""
        world = self.sandbox.world
        return Counter(
            (place.im or place.name, f"{one.text}\n{shown(one.blocks)}")
            for place in world.channels.values()
            for one in place.messages
            if not one.ephemeral_to
        )

    def doubled(self) -> list[str]:
        """Return the keys that more than one message carries."""
        said = [one for place in self.sandbox.world.channels.values() for one in place.messages]
        keys = Counter(one.metadata["event_payload"]["key"] for one in said if one.metadata)
        return [key for key, count in keys.items() if count > 1]

    def rows(self) -> list[Outbox]:
        """Return every post of the outbox."""
        with self.databases[-1].across_workspaces.reading() as session:
            rows = list(session.exec(select(Outbox).where(Outbox.kind == OutboxKind.POST)))
            session.expunge_all()
        return rows


@contextmanager
def place(database_url: str, *, history: bool) -> Iterator[Place]:
    """Yield a place whose database has the cast of the small town and all it needs.

    With ``history`` the bot may look for its own messages, and knows where to.
    """
    clock = MovableClock(MONDAY, stands_still=True)
    sandbox = Sandbox(clock=clock)
    town.build(sandbox.world)  # before it starts: who moved in is nobody's news
    if history:
        sandbox.world.apps[0].scopes |= HISTORY
    with sandbox, patch("bot.delivery.pictures.draw", _draw_once):
        made = Place(database_url, sandbox, clock, MovableClock(MONDAY, stands_still=True))
        _introduce(database_url, sandbox)
        try:
            yield made
        finally:
            for database in made.databases:
                database.close()


def settle(database: Database) -> None:
    """Fill an empty database with the cast of the small town."""
    with database.across_workspaces.transaction() as session:
        seed.settle(session, now=MONDAY)


def _introduce(database_url: str, sandbox: Sandbox) -> None:
    """Let everybody of ours have been written to before."""
    database = Database(database_url)
    ours = {one.user for one in cast.COLLEAGUES}
    with database.across_workspaces.transaction() as session:
        for person in session.exec(select(Person)):
            if person.slack_user_id in ours:
                person.dm_channel_id = sandbox.world.dm(str(person.slack_user_id)).id
    database.close()


def _partners(database: Database) -> dict[str, Any]:
    with database.across_workspaces.reading() as session:
        by_name = {partner.name: partner.id for partner in session.exec(select(Partner))}
    return {company.slug: by_name[company.name] for company in cast.COMPANIES}


def _draw_once(spec: dict[str, Any]) -> bytes:
    return _drawn(json.dumps(spec, sort_keys=True))


@cache
def _drawn(spec: str) -> bytes:
    return draw(json.loads(spec))
