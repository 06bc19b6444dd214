"""One process of the bot: the real jobs, listeners and senders; what it keeps dies with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from slack_bolt import Ack
from sqlmodel import select

from bot import app
from bot.delivery.carrier import Carrier
from bot.delivery.do_not_disturb import DoNotDisturb
from bot.delivery.pace import Pace
from bot.delivery.people import People
from bot.delivery.pictures import PictureError
from bot.delivery.sender import Sender
from bot.flows.nudges import hours
from bot.jobs import timetable
from handlers.dispatch import Dispatcher as Listeners
from handlers.lifecycle import Lifecycle
from handlers.people import Directory, Tenant
from handlers.registry import Kind, Registry
from storage import sending
from storage.workspaces import Workspace
from tests.simulation.client import Client
from tests.simulation.clock import SimulatedClock
from tests.simulation.faults import FaultyDatabase
from tests.simulation.places import BOT
from tests.simulation.world import LISTENING, Slack

LOST_ANSWER_S = 90.0
PATIENT_S = 5.0
REGISTRY = Registry(app.entries())
_new_ack: Callable[[], Ack] = Ack  # Bolt's class is not annotated


@dataclass
class Process:
    """One life of one replica."""

    name: str
    database: FaultyDatabase
    slack: Slack
    clock: SimulatedClock
    _senders: dict[UUID, Sender] = field(default_factory=dict, init=False)
    _teams: dict[UUID, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._resting = DoNotDisturb()
        with self.database.across_workspaces.reading() as session:
            rows = session.exec(select(Workspace.id, Workspace.slack_team_id)).all()
        self._teams = {workspace_id: str(team) for workspace_id, team in rows}
        teams = self._teams.values()
        self._sending = {team: Client(self.slack, team, self.name) for team in teams}
        # Bolt has a client of its own, which the pace of the dispatcher does not know of.
        listening = f"{self.name}{LISTENING}"
        self._listening = {team: Client(self.slack, team, listening) for team in teams}
        tenants = {team: Tenant(each, team) for each, team in self._teams.items()}
        directory = Directory(self.database, lambda body: tenants[body["api_team"]])
        self._people = People(self.clock.monotonic)
        lifecycle = Lifecycle(self.database, directory, self._people)
        self._listeners = Listeners(
            REGISTRY, self.database, directory, lifecycle, self._people, now=self.clock.now
        )

    def tick(self, only: frozenset[str] | None = None) -> None:
        """Do what is due now, or of that ``only`` these jobs."""
        timetable.run_due(self.database, self.clock.now(), only)

    def send(self) -> None:
        """Send what is due now, as far as this process may."""
        with self.database.across_workspaces.reading() as session:
            work = sending.workspaces_with_work(session, now=self.clock.now())
        for workspace_id in work:
            self._sender(workspace_id).drain(self.clock.now, self._wait, patience_s=PATIENT_S)

    def listen(self, kind: Kind, body: dict[str, Any], name: str, **more: str) -> Ack:
        """Take one thing somebody did; return the acknowledgement."""
        ack = _new_ack()
        client = self._listening[body["api_team"]]
        self._listeners._run(kind, name, ack, body, client, **more)
        return ack

    def hear(self, body: dict[str, Any]) -> None:
        """Take an event."""
        self._listeners.lifecycle.take(body, now=self.clock.now())

    def _sender(self, workspace_id: UUID) -> Sender:
        if workspace_id not in self._senders:
            team = self._teams[workspace_id]
            pace = Pace(clock=self.clock.monotonic)
            carrier = Carrier(self._sending[team], pace, self._people, f"{BOT}{team}", _no_picture)
            self._senders[workspace_id] = Sender(
                workspace_id,
                self.database,
                carrier,
                self.name,
                self.clock,
                LOST_ANSWER_S,
                opens_at=hours.within(self._resting.until),
                resting=self._resting,
            )
        return self._senders[workspace_id]

    def _wait(self, seconds: float) -> bool:
        self.clock.advance(seconds)
        return False


def _no_picture(*_: object, **__: Callable[..., object]) -> str:
    raise PictureError("the simulation draws nothing")
