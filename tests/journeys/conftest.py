"""A town for whole stories: the local Slack, the real app in it, and no clock but the test's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from bot import app
from bot.app import Bot
from bot.clock import MovableClock
from bot.delivery.dispatcher import Sent
from bot.delivery.pace import Limits
from bot.demo import cast, seed, town
from bot.doors import SocketDoor
from bot.sandbox import Sandbox
from bot.sandbox.entities import Message, View
from bot.sandbox.outcome import Outcome
from bot.settings import read_settings
from storage.database import Database
from storage.partners import Partner
from tests.quiet import check_quiet

MONDAY = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)  # 09:30 in New York
UNHURRIED = Limits(posts_per_minute=1_000_000, conversation_gap_s=0, per_minute={})


@dataclass(frozen=True)
class Town:
    """The cast of the demo in a local Slack; the bot listens, and acts when told the time."""

    sandbox: Sandbox
    bot: Bot
    clock: MovableClock
    database: Database
    partners: dict[str, UUID]  # by slug

    def at(self, now: datetime) -> Sent:
        """Let it be ``now``: everything due happens and is delivered."""
        self.clock.move(now)
        return self.bot.tick_at(now)

    def deliver(self) -> Sent:
        """Let what was written to the outbox go out, at the time it is."""
        return self.bot.dispatcher.send_due(self.clock.now())

    def type(self, user: str, channel: str, words: str) -> Outcome:
        """Let a person type ``/partner words``."""
        return self.sandbox.acts.command(user, channel, "/partner", words)

    def answer(self, user: str, channel: str, words: str) -> str:
        """Return the text of the private answer to ``/partner words``."""
        outcome = self.type(user, channel, words)
        assert outcome.ok, outcome.error
        return str((outcome.ack or {}).get("text", ""))

    def modal(self, user: str) -> View:
        """Return the modal on top of a person's screen."""
        view = self.sandbox.world.open_view(user)
        assert view is not None, f"{user} has no modal open"
        return view

    def submit(self, user: str, values: dict[str, dict[str, Any]]) -> Outcome:
        """Fill the modal on top, block_id to action_id to value, and submit it."""
        return self.sandbox.acts.submit(user, self.modal(user).id, values)

    def press(self, user: str, message: Message | View, action_id: str, **more: Any) -> Outcome:
        """Press a button of a message, modal or Home."""
        return self.sandbox.acts.press(user, message, action_id, **more)

    def posts(self, channel: str, viewer: str = cast.MANAGER) -> list[Message]:
        """Return what stands in a channel, oldest first."""
        return self.sandbox.world.messages(channel, viewer)

    def direct(self, user: str) -> list[Message]:
        """Return what stands in a person's conversation with the bot."""
        return self.posts(self.sandbox.world.dm(user).id, user)


@contextmanager
def living(database: Database, *, records: bool) -> Iterator[Town]:
    """Yield a town on a Monday morning; with ``records`` the demo's deals, goals and promises."""
    clock = MovableClock(MONDAY, stands_still=True)
    sandbox = Sandbox(clock=clock)
    town.build(sandbox.world)  # before it starts: who moved in is nobody's news
    with sandbox:
        if records:
            seed.fill(database, now=MONDAY)
        else:
            with database.across_workspaces.transaction() as session:
                seed.settle(session, now=MONDAY)
        settings = read_settings(
            {
                "SLACK_BOT_TOKEN": town.BOT_TOKEN,
                "SLACK_APP_TOKEN": town.APP_TOKEN,
                "SLACK_API_URL": sandbox.api_url,
            }
        )
        bot = app.build(settings, database, clock=clock, limits=UNHURRIED)
        door = SocketDoor(bot, town.APP_TOKEN)
        door.start()
        try:
            yield Town(sandbox, bot, clock, database, _partners(database))
        finally:
            door.stop()
        check_quiet(sandbox)


def _partners(database: Database) -> dict[str, UUID]:
    with database.across_workspaces.reading() as session:
        by_name = {partner.name: partner.id for partner in session.exec(select(Partner))}
    return {company.slug: by_name[company.name] for company in cast.COMPANIES}


@pytest.fixture
def small_town(database: Database) -> Iterator[Town]:
    """Return the cast with their partners and channels, and nothing agreed yet."""
    with living(database, records=False) as made:
        yield made


@pytest.fixture
def full_town(database: Database) -> Iterator[Town]:
    """Return the town of the demo, with its records and promises."""
    with living(database, records=True) as made:
        yield made
