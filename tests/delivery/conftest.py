"""A workspace in the database and the same one in a local Slack, with a dispatcher between."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from slack_sdk import WebClient
from sqlmodel import Session, col, select

from bot.clock import MovableClock
from bot.delivery.dispatcher import Dispatcher, Sent, writing_client
from bot.delivery.outbox import (
    InsideDM,
    Intent,
    InternalChannel,
    SharedChannel,
    post_internal,
    post_shared,
)
from bot.delivery.pace import Limits
from bot.sandbox import Sandbox
from messages.audience import InternalMessage, SharedMessage
from messages.parts import picture_block, section
from storage.database import Database
from storage.outbox import Outbox
from storage.partners import ChannelKind
from tests import factories

NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
BRISK = Limits(posts_per_minute=1_000_000, conversation_gap_s=0.0, per_minute={})
SCOPES = (
    "commands",
    "chat:write",
    "users:read",
    "channels:read",
    "groups:read",
    "files:write",
    "files:read",
)
HISTORY = ("channels:history", "groups:history", "im:history")
Build = Callable[..., Dispatcher]


@dataclass(frozen=True)
class Home:
    """The ids of what stands in both."""

    workspace: UUID
    nadia: UUID  # owns the partner
    ben: UUID
    partner: UUID
    internal: UUID
    shared: UUID


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(clock=MovableClock(NOW))
    world = sandbox.world
    world.add_workspace("T0HOME", "Northwind")
    world.add_workspace("T0ACME", "Acme")
    world.add_user("U0NADIA", team="T0HOME", name="nadia", real_name="Nadia Brooks")
    world.add_user("U0BEN", team="T0HOME", name="ben", real_name="Ben Adler")
    world.add_user("U0GUEST", team="T0HOME", name="gus", guest="single")
    world.add_user("U0ANA", team="T0ACME", name="ana")
    world.install_app(team="T0HOME", scopes=(*SCOPES, *HISTORY))
    ours = ["U0NADIA", "U0BEN", "U0BOT"]
    world.add_channel("C0INT", team="T0HOME", name="acme-internal", members=ours)
    world.add_channel(
        "C0SHARED", team="T0HOME", name="acme", members=[*ours, "U0ANA"], shared_with=["T0ACME"]
    )
    with sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return writing_client("xoxb-sandbox", api_url=sandbox.api_url, timeout_s=30)


@pytest.fixture
def home(database: Database) -> Home:
    with database.across_workspaces.transaction() as session:
        workspace = factories.make_workspace(
            session, slack_team_id="T0HOME", bot_user_id="U0BOT", admin_user_id="U0BEN"
        )
        nadia = factories.make_person(session, workspace, slack_user_id="U0NADIA")
        ben = factories.make_person(
            session, workspace, name="Ben Adler", slack_user_id="U0BEN", is_admin=True
        )
        partner = factories.make_partner(session, workspace, owner=nadia)
        internal = factories.make_channel(session, partner, slack_channel_id="C0INT")
        shared = factories.make_channel(
            session, partner, kind=ChannelKind.SHARED, slack_channel_id="C0SHARED"
        )
        return Home(workspace.id, nadia.id, ben.id, partner.id, internal.id, shared.id)


@pytest.fixture
def build(database: Database, client: WebClient) -> Build:
    """Return how to make a dispatcher; each is as another process would have it."""

    def make(**more: object) -> Dispatcher:
        given = {"limits": BRISK, "lost_answer_s": 0.0, **more}
        return Dispatcher(
            database=database,
            slack=lambda _: client,
            clock=MovableClock(NOW, stands_still=True),
            **given,  # type: ignore[arg-type]
        )

    return make


@pytest.fixture
def dispatcher(build: Build) -> Dispatcher:
    return build()


@dataclass(frozen=True)
class Desk:
    """Writes intents and reads what became of them."""

    database: Database
    home: Home
    dispatcher: Dispatcher

    def intent(self, **more: object) -> Intent:
        given: dict[str, object] = {
            "key": str(uuid4()),
            "rule": "slip",
            "why": "A number fell behind.",
            "now": NOW,
            **more,
        }
        return Intent(workspace_id=self.home.workspace, **given)  # type: ignore[arg-type]

    def to_channel(self, text: str = "Behind.", **more: object) -> UUID:
        message = internal(text, picture=more.pop("picture", None))
        with self.database.across_workspaces.transaction() as session:
            to = InternalChannel(self.home.internal)
            return some(post_internal(session, message, to, intent=self.intent(**more)))

    def to_shared(self, text: str = "Agreed.", **more: object) -> UUID:
        message = SharedMessage(text=text, blocks=[section(text)])
        with self.database.across_workspaces.transaction() as session:
            to = SharedChannel(self.home.shared)
            return some(post_shared(session, message, to, intent=self.intent(**more)))

    def to_nadia(self, text: str = "Good morning.", **more: object) -> UUID:
        with self.database.across_workspaces.transaction() as session:
            to = InsideDM(self.home.nadia)
            return some(post_internal(session, internal(text), to, intent=self.intent(**more)))

    def send(self, now: datetime = NOW) -> Sent:
        return self.dispatcher.send_due(now)

    def row(self, outbox_id: UUID) -> Outbox:
        with self.database.across_workspaces.reading() as session:
            return session.get_one(Outbox, outbox_id)

    def rows(self, rule: str) -> list[Outbox]:
        with self.database.across_workspaces.reading() as session:
            return list(session.exec(select(Outbox).where(col(Outbox.rule) == rule)))

    def write(self, change: Callable[[Session], object]) -> None:
        with self.database.across_workspaces.transaction() as session:
            change(session)


@pytest.fixture
def desk(database: Database, home: Home, dispatcher: Dispatcher) -> Desk:
    return Desk(database, home, dispatcher)


def internal(text: str, *, picture: object = None) -> InternalMessage:
    blocks = [section(text)]
    if isinstance(picture, dict):
        return InternalMessage(
            text=text, blocks=[*blocks, picture_block("A chart")], picture=picture
        )
    return InternalMessage(text=text, blocks=blocks)


def some(outbox_id: UUID | None) -> UUID:
    assert outbox_id is not None
    return outbox_id


def texts(sandbox: Sandbox, channel: str) -> list[str]:
    return [message.text for message in sandbox.world.messages(channel)]


def dm(sandbox: Sandbox, user: str) -> list[str]:
    return texts(sandbox, sandbox.world.dm(user).id)
