"""The real Bolt app in a local Slack: our people, a partner's person, a guest, two channels."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from bot.app import Bot, build
from bot.clock import MovableClock
from bot.doors import SocketDoor
from bot.sandbox import Sandbox
from bot.sandbox.entities import Json, Message
from bot.sandbox.outcome import Outcome
from bot.settings import Settings
from storage.database import Database
from storage.partners import Channel, ChannelKind, Partner, name_key
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import NOW
from tests.quiet import check_quiet

INTERNAL, SHARED, RANDOM = "C0INT", "C0SHARED", "C0RANDOM"
NADIA, BEN, ANA, GUS = "U0NADIA", "U0BEN", "U0ANA", "U0GUEST"
ZOE = "U0ZOE"  # of a third company, once it is in the shared channel
SCOPES = ("commands", "chat:write", "users:read", "channels:read", "groups:read", "files:write")


@dataclass
class Office:
    """Everything running; what people type and press, and what they see."""

    sandbox: Sandbox
    bot: Bot
    clock: MovableClock
    database: Database

    def types(self, text: str, *, by: str = NADIA, channel: str = INTERNAL) -> str:
        """Type ``/partner text``; return what is shown for it to the person."""
        outcome = self.sandbox.acts.command(by, channel, "/partner", text)
        assert outcome.ok, outcome.error
        return self.whispered(by, channel)

    def whispered(self, to: str = NADIA, channel: str = INTERNAL) -> str:
        message = self.whisper(to, channel)
        return message.text if message else ""

    def whisper(self, to: str = NADIA, channel: str = INTERNAL) -> Message | None:
        seen = self.sandbox.world.messages(channel, viewer=to)
        only = [message for message in seen if message.ephemeral_to == to]
        return only[-1] if only else None

    def direct(self, to: str = NADIA) -> list[Message]:
        channel = self.sandbox.world.dm(to)
        return self.sandbox.world.messages(channel.id, viewer=to)

    def press(self, message: Message, action: str, *, by: str = NADIA, **more: object) -> Outcome:
        ref = (message.channel, message.ts)
        return self.sandbox.acts.press(by, ref, action, **more)  # type: ignore[arg-type]

    def form(self, of: str = NADIA) -> Json:
        view = self.sandbox.world.open_view(of)
        assert view is not None
        return view.body

    def submit(self, values: dict[str, object], *, by: str = NADIA) -> Outcome:
        """Submit the modal on top; each value is given by its block."""
        view = self.sandbox.world.open_view(by)
        assert view is not None
        elements = {
            block["block_id"]: block["element"]["action_id"]
            for block in view.body["blocks"]
            if block["type"] == "input"
        }
        typed = {block: {elements[block]: value} for block, value in values.items()}
        return self.sandbox.acts.submit(by, view.id, typed)

    def let_rivals_in(self) -> None:
        """Share the channel with a third company too; Zoe of it joins."""
        world = self.sandbox.world
        world.add_workspace("T0RIVAL", "Rival")
        world.add_user(ZOE, team="T0RIVAL", name="zoe", real_name="Zoe Marsh")
        world.set_shared(SHARED, ["T0ACME", "T0RIVAL"])
        world.join(SHARED, ZOE)

    def deliver(self) -> None:
        """Let everything that waits go out."""
        self.clock.move(self.clock.now() + timedelta(seconds=1))
        self.bot.dispatcher.send_due(self.clock.now())

    def person(self, session: Session, slack_user_id: str) -> Person:
        return session.exec(select(Person).where(Person.slack_user_id == slack_user_id)).one()

    def partner(self, session: Session) -> Partner:
        return session.exec(select(Partner).where(Partner.name == "Acme")).one()

    def give_to(self, owner: str | None) -> None:
        """Let the partner have this owner, who has been here, or none."""
        with self.database.across_workspaces.transaction() as session:
            person = self.person(session, owner) if owner else None
            self.partner(session).owner_id = person.id if person else None


def furnish(sandbox: Sandbox) -> None:
    world = sandbox.world
    world.add_workspace("T0HOME", "Northwind")
    world.add_workspace("T0ACME", "Acme")
    zone = "America/New_York"
    world.add_user(
        NADIA, team="T0HOME", name="nadia", real_name="Nadia Brooks", tz=zone, admin=True
    )
    world.add_user(BEN, team="T0HOME", name="ben", real_name="Ben Vogt", tz="Europe/Berlin")
    world.add_user(GUS, team="T0HOME", name="gus", real_name="Gus Reed", guest="single")
    world.add_user(ANA, team="T0ACME", name="ana", real_name="Ana Ruiz")
    world.install_app(
        team="T0HOME",
        scopes=SCOPES,
        commands={"/partner": "Partners"},
        message_shortcuts={"make_commitment": "Make this a commitment"},
        global_shortcuts={"start_kickoff": "Start kickoff"},
    )
    inside = [NADIA, BEN, "U0BOT"]
    world.add_channel(INTERNAL, team="T0HOME", name="acme-internal", members=inside)
    world.add_channel(RANDOM, team="T0HOME", name="random", members=inside)
    world.add_channel(
        SHARED,
        team="T0HOME",
        name="acme-shared",
        members=[*inside, ANA, GUS],
        shared_with=["T0ACME"],
    )


@pytest.fixture
def office(sqlite_database: Database) -> Iterator[Office]:
    """Start the local Slack and the bot; both hold Acme with its two channels."""
    with opened(sqlite_database) as made:
        yield made


@contextmanager
def opened(database: Database) -> Iterator[Office]:
    """Start the local Slack and the bot on a database; both hold Acme with its two channels."""
    clock = MovableClock(NOW, stands_still=True)
    sandbox = Sandbox(clock=clock)
    furnish(sandbox)
    with sandbox:
        settings = Settings.model_validate(
            {
                "slack_bot_token": "xoxb-sandbox",
                "slack_app_token": "xapp-sandbox",
                "slack_api_url": sandbox.api_url,
            }
        )
        bot = build(settings, database, clock=clock)
        door = SocketDoor(bot, "xapp-sandbox")
        door.start()
        try:
            with database.across_workspaces.transaction() as session:
                workspace = session.exec(select(Workspace)).one()
                add_acme(session, workspace.id)
            yield Office(sandbox, bot, clock, database)
        finally:
            door.stop()
        check_quiet(sandbox)


def add_acme(session: Session, workspace_id: UUID) -> None:
    acme = Partner(
        workspace_id=workspace_id, name="Acme", name_key=name_key("Acme"), created_at=NOW
    )
    session.add(acme)
    session.flush()
    for slack_id, kind in ((INTERNAL, ChannelKind.INTERNAL), (SHARED, ChannelKind.SHARED)):
        session.add(
            Channel(
                workspace_id=workspace_id,
                partner_id=acme.id,
                slack_channel_id=slack_id,
                kind=kind,
            )
        )
