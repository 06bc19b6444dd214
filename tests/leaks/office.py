"""The real app and the local Slack in one process, without sockets where they add nothing."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

import pytest
from slack_bolt.request import BoltRequest
from sqlmodel import Session, select

from bot.app import Bot, build
from bot.clock import MovableClock
from bot.delivery.pace import Limits
from bot.sandbox import Sandbox
from bot.sandbox.entities import Json
from bot.sandbox.services import RecordedCall
from bot.sandbox.view_stacks import drop_all
from bot.sandbox.web_api.gateway import perform
from bot.settings import Settings
from handlers.people import Tenant, person_of
from storage.database import Database
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import NOW
from tests.leaks import canaries, workspace
from tests.leaks.hostile import spoil
from tests.leaks.ledgers import Ledger
from tests.leaks.sockets import without_sockets
from tests.leaks.town import CHANNELS, PEOPLE, furnish, user_of

TOKEN = "xoxb-sandbox"


@dataclass
class Office:
    """Everything running; what is sent in, and what leaves."""

    sandbox: Sandbox
    bot: Bot
    clock: MovableClock
    database: Database
    path: str
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    _kept: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))

    @cached_property
    def _beside(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, isolation_level=None)

    def close(self) -> None:
        """Let go of the ledger."""
        self._kept.close()
        if "_beside" in self.__dict__:
            self._beside.close()

    @property
    def workspace_id(self) -> UUID:
        return self.bot.installation.tenant.workspace_id

    def send(self, body: Json) -> tuple[Any, list[RecordedCall]]:
        """Hand the app a payload; return its ack and the calls it made."""
        self.sandbox.calls.clear()
        request = BoltRequest(body=json.loads(json.dumps(body)), mode="socket_mode")
        said = self.bot.bolt.dispatch(request).body
        ack = json.loads(said) if said.startswith("{") else {"text": said} if said else None
        return ack, list(self.sandbox.calls)

    def trigger(self, user: str, view_id: str | None = None) -> str:
        return self.sandbox.slack.triggers.new(self._app, user, view_id)

    def response_url(self, user: str, channel: str) -> str:
        return self.sandbox.slack.response_urls.new(self._app, user, channel)

    def window(self, user: str, view: Json) -> Json:
        """Open this modal for a person, as Slack shows it; return it as payloads carry it."""
        drop_all(self.sandbox.world, user)
        opened = perform(
            self.sandbox.slack,
            "views.open",
            self._app,
            {"trigger_id": self.trigger(user), "view": view},
        )
        assert opened["ok"], opened
        return {**view, **opened["view"]}

    def spoil(self, words: Iterator[str]) -> None:
        """Put hostile words into every cell that holds words."""
        spoil(self._beside, words)

    def keep(self) -> None:
        """Remember the ledger as it stands."""
        self._beside.backup(self._kept)

    def put_back(self) -> None:
        """Make the ledger again what it was at ``keep``."""
        self._kept.backup(self._beside)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the ledger beside the app."""
        return self._beside.execute(statement).fetchall()

    @property
    def _app(self) -> Any:
        return self.sandbox.world.apps[0]


Filler = Callable[[Session, Workspace, dict[str, Person]], dict[str, Ledger]]


def full(session: Session, made: Workspace, people: dict[str, Person]) -> dict[str, Ledger]:
    channels = [name for name in CHANNELS if name not in {"C0SHARED", "C0UNKNOWN"}]
    ledgers = workspace.fill(session, made, people, channels)
    canaries.rows_of_no_partner(session, made)
    session.flush()
    canaries.put(session, ledgers)
    return ledgers


@contextmanager
def opened(
    database: Database, patch: pytest.MonkeyPatch, *, sockets: bool = False, fill: Filler = full
) -> Iterator[Office]:
    """Yield the app in the local Slack, over a full workspace."""
    clock = MovableClock(NOW, stands_still=True)
    sandbox = Sandbox(clock=clock)
    furnish(sandbox)  # before it starts: who moved in is nobody's news
    with sandbox:
        if not sockets:
            without_sockets(sandbox, patch)
        settings = Settings.model_validate(
            {
                "slack_bot_token": TOKEN,
                "slack_app_token": "xapp-s",
                "slack_api_url": sandbox.api_url,
            }
        )
        unhurried = Limits(posts_per_minute=1_000_000, conversation_gap_s=0, per_minute={})
        bot = build(settings, database, clock=clock, limits=unhurried)
        office = Office(sandbox, bot, clock, database, str(database.engine.url.database))
        with database.across_workspaces.transaction() as session:
            made = session.exec(select(Workspace)).one()
            made.admin_user_id = user_of("admin")
            people = {name: _person(session, sandbox, made, name) for name in PEOPLE}
            people["viewer"].only_looks = True
            session.add(people["viewer"])
            session.flush()
            office.ledgers = fill(session, made, people)
        yield office
        office.close()


def _person(session: Session, sandbox: Sandbox, made: Workspace, name: str) -> Person:
    described = perform(sandbox.slack, "users.info", sandbox.world.apps[0], {"user": user_of(name)})
    tenant = Tenant(made.id, "T0HOME")
    return person_of(session, tenant, described["user"], channel_id=None, now=NOW)
