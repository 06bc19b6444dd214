"""The state of the local Slack, its one lock, and its change counter."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.sandbox.clock import RealClock, SandboxClock
from bot.sandbox.entities import App, Channel, File, Json, User, View, Workspace
from bot.sandbox.stamps import Stamps


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for apps to be told: one app, or all of some workspaces."""

    body: Json
    teams: frozenset[str]
    channel: str | None = None
    app: App | None = None


class State:
    """What the local Slack holds; hold `lock` to read several things as of one moment."""

    def __init__(self, clock: SandboxClock | None = None) -> None:
        self.clock = clock or RealClock()
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.version = 0
        self.stamps = Stamps(self.clock)
        self.workspaces: dict[str, Workspace] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.apps: list[App] = []
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[tuple[str, str], View] = {}
        self.files: dict[str, File] = {}
        self.listeners: list[Callable[[Event], None]] = []
        self._ids = count(1)

    def new_id(self, prefix: str) -> str:
        """Return an id nobody has had, such as ``V00000001``."""
        with self.lock:
            return f"{prefix}{next(self._ids):08d}"

    def touch(self) -> None:
        """Tell whoever waits that something changed."""
        with self.changed:
            self.version += 1
            self.changed.notify_all()

    def wait_for_change(self, since: int, timeout_s: float) -> int:
        """Return the version as soon as it is above ``since``, or after the timeout."""
        with self.changed:
            self.changed.wait_for(lambda: self.version > since, timeout_s)
            return self.version

    def emit(self, event: Event) -> None:
        """Hand an event to whoever delivers events."""
        for listener in list(self.listeners):
            listener(event)

    def tell(self, body: Json, *, channel: Channel | None = None, team: str | None = None) -> None:
        """Emit an event to the apps of a channel's workspaces, or of one workspace."""
        teams = {team} if team else set()
        if channel:
            teams |= {channel.team, *channel.shared_with}
        self.touch()
        self.emit(Event(body, frozenset(teams), channel.id if channel else None))

    def within(self, team: str, place: str) -> bool:
        """Say whether a workspace is this one, or of this organisation."""
        return team == place or self.workspaces[team].org == place

    def offset_s(self, person: User) -> int:
        """Return how far a person's clock is ahead of UTC just now."""
        offset = self.clock.now().astimezone(ZoneInfo(person.tz)).utcoffset() or timedelta()
        return int(offset.total_seconds())

    def company_of(self, team: str) -> str:
        """Return the id by which others know a workspace's company: its organisation's, if any."""
        workspace = self.workspaces.get(team)
        return (workspace.org if workspace else None) or team

    def reaches(self, app: App, channel: Channel) -> bool:
        """Say whether an app is installed where people of a channel work."""
        return any(self.within(team, app.team) for team in self.teams_of(channel))

    def teams_of(self, channel: Channel) -> set[str]:
        """Return the workspaces whose people can be in a channel."""
        return {channel.team, *channel.shared_with}
