"""Setting up a Slack: workspaces, people, channels, apps."""

from collections.abc import Mapping, Sequence

from bot.sandbox.entities import App, Channel, Guest, User, Workspace
from bot.sandbox.state import State

# What our bot asks for at the least; an installation may be given other scopes.
DEFAULT_SCOPES = (
    "commands",
    "chat:write",
    "users:read",
    "channels:read",
    "groups:read",
    "files:write",
)


class SettingUp(State):
    """The part of the world that adds things to it."""

    def add_workspace(self, team: str, name: str, *, org: str | None = None) -> Workspace:
        """Add a company's Slack, or with an id of E… an organisation, which others name."""
        with self.lock:
            workspace = self.workspaces[team] = Workspace(team, name, org)
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
        self.tell({"type": "team_join", "user": {"id": user, "team_id": team}}, team=team)
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
        """Add a channel with its members; ``pending_shared=True`` names no company yet."""
        if isinstance(pending_shared, bool):
            pending_shared = ["T0PENDING"] if pending_shared else []
        with self.lock:
            added = self.channels[channel] = Channel(
                id=channel,
                team=self.workspaces[team].id,
                name=name,
                private=private,
                members=list(dict.fromkeys(members)),
                shared_with=list(shared_with),
                pending=list(pending_shared),
                frozen=frozen,
                archived=archived,
            )
        self.touch()
        return added

    def install_app(  # noqa: PLR0913 - an installation has this many properties
        self,
        *,
        team: str,
        app_id: str = "A0BOT",
        bot_user: str = "U0BOT",
        bot_name: str = "partner-bot",
        bot_token: str = "xoxb-sandbox",  # noqa: S107 - opens nothing but this sandbox
        app_token: str = "xapp-sandbox",  # noqa: S107 - as above
        signing_secret: str = "sandbox-signing-secret",  # noqa: S107 - as above
        scopes: Sequence[str] = DEFAULT_SCOPES,
        commands: Mapping[str, str] | None = None,
        message_shortcuts: Mapping[str, str] | None = None,
        global_shortcuts: Mapping[str, str] | None = None,
        events: Sequence[str] | None = None,
        home_tab: bool = True,
    ) -> App:
        """Install an app in a workspace; its bot user exists afterwards.

        ``events`` are the event types it subscribed to; None is all its scopes allow.
        """
        self.add_user(bot_user, team=team, name=bot_name, is_bot=True, avatar_color="1264a3")
        app = App(
            team=team,
            app_id=app_id,
            bot_user=bot_user,
            bot_id="B" + bot_user[1:],
            bot_name=bot_name,
            bot_token=bot_token,
            app_token=app_token,
            signing_secret=signing_secret,
            scopes=set(scopes),
            commands=dict(commands or {}),
            message_shortcuts=dict(message_shortcuts or {}),
            global_shortcuts=dict(global_shortcuts or {}),
            events=None if events is None else set(events),
            home_tab=home_tab,
        )
        with self.lock:
            self.apps.append(app)
        self.touch()
        return app
