"""All that the local Slack holds, and what its administrators do to it."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from bot.sandbox.clock import RealClock, SandboxClock
from bot.sandbox.entities import App, Channel, File, Guest, Json, Message, User, View, Workspace
from bot.sandbox.stamps import Stamps


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for the apps of `team` to be told."""

    team: str
    body: Json
    app: App | None = None  # only this app is told; None: every app of the workspace
    channel: str | None = None


class World:
    """The state of the local Slack; every public method may be called from any thread."""

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

    # What an administrator sets up

    def add_workspace(self, team: str, name: str) -> Workspace:
        """Add a company's Slack."""
        with self.lock:
            workspace = self.workspaces[team] = Workspace(team, name)
        self.touch()
        return workspace

    def add_user(  # noqa: PLR0913 - a person has this many properties
        self,
        user: str,
        *,
        team: str,
        name: str,
        real_name: str = "",
        tz: str = "UTC",
        title: str = "",
        guest: Guest | None = None,
        admin: bool = False,
        is_bot: bool = False,
        deleted: bool = False,
        avatar_color: str = "4a154b",
        email: str = "",
    ) -> User:
        """Add a person to a workspace; its apps hear `team_join`."""
        with self.lock:
            person = self.users[user] = User(
                id=user,
                team=self.workspaces[team].id,
                name=name,
                real_name=real_name or name,
                tz=tz,
                title=title,
                guest=guest,
                admin=admin,
                is_bot=is_bot,
                deleted=deleted,
                avatar_color=avatar_color,
                email=email,
            )
        self.touch()
        return person

    def add_channel(  # noqa: PLR0913 - a channel has this many properties
        self,
        channel: str,
        *,
        team: str,
        name: str,
        private: bool = False,
        members: Sequence[str] = (),
        shared_with: Sequence[str] = (),
        pending_shared: bool | Sequence[str] = False,
        frozen: bool = False,
        archived: bool = False,
    ) -> Channel:
        """Add a channel with its members."""
        raise NotImplementedError

    def install_app(  # noqa: PLR0913 - an installation has this many properties
        self,
        *,
        team: str,
        app_id: str = "A0BOT",
        bot_user: str = "U0BOT",
        bot_name: str = "partner-bot",
        bot_token: str = "xoxb-sandbox",
        app_token: str = "xapp-sandbox",
        signing_secret: str = "sandbox-signing-secret",
        scopes: Sequence[str] = (),
        commands: dict[str, str] | None = None,
        message_shortcuts: dict[str, str] | None = None,
        global_shortcuts: dict[str, str] | None = None,
        home_tab: bool = True,
    ) -> App:
        """Install an app in a workspace; its bot user exists afterwards."""
        raise NotImplementedError

    def set_shared(self, channel: str, teams: Sequence[str]) -> None:
        """Share a channel with other workspaces (none: stop sharing)."""
        raise NotImplementedError

    def set_pending_shared(self, channel: str, teams: Sequence[str]) -> None:
        """Have an invitation to other workspaces out (none: withdrawn)."""
        raise NotImplementedError

    def archive(self, channel: str, *, archived: bool = True) -> None:
        """Archive a channel, or bring it back."""
        raise NotImplementedError

    def deactivate(self, user: str) -> None:
        """Deactivate a person's account."""
        raise NotImplementedError

    def join(self, channel: str, user: str) -> None:
        """Make a person a member of a channel."""
        raise NotImplementedError

    def leave(self, channel: str, user: str) -> None:
        """Take a person out of a channel."""
        raise NotImplementedError

    # What a person sees

    def channels_of(self, user: str) -> list[Channel]:
        """Return the channels a person is in, direct conversations not among them."""
        raise NotImplementedError

    def messages(self, channel: str, viewer: str | None = None) -> list[Message]:
        """Return a channel's messages, oldest first, with the viewer's own ephemerals."""
        raise NotImplementedError

    def dm(self, user: str, app: App | None = None) -> Channel:
        """Return the person's direct conversation with the bot, opened if need be."""
        raise NotImplementedError

    def open_view(self, user: str) -> View | None:
        """Return the modal on top of the person's screen."""
        raise NotImplementedError

    def view_stack(self, user: str) -> list[View]:
        """Return the person's open modals, the one on top last."""
        raise NotImplementedError

    def home(self, user: str, app: App | None = None) -> View | None:
        """Return the person's Home tab as last published."""
        raise NotImplementedError

    def app_for(self, user: str) -> App | None:
        """Return the app this person meets: their workspace's, else one they share a channel with."""
        raise NotImplementedError
