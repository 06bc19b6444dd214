"""The things a Slack holds: workspaces, people, channels, messages, views, files, apps."""

from dataclasses import dataclass, field
from typing import Any, Literal

# Raw Slack JSON, whose shape is Slack's to say.
Json = dict[str, Any]
# {block_id: {action_id: value}}, as `view.state.values` carries it.
Values = dict[str, dict[str, Json]]
Guest = Literal["single", "multi"]


@dataclass(slots=True)
class Workspace:
    """A company's Slack, whose `id` starts with T, or with E an organisation of several."""

    id: str
    name: str
    org: str | None = None  # the organisation it belongs to

    @property
    def domain(self) -> str:
        """Return the name as it stands in links."""
        return self.name.lower().replace(" ", "-")


@dataclass(slots=True)
class User:
    """A person, or a bot, who belongs to one workspace."""

    id: str
    team: str
    name: str
    real_name: str
    tz: str = "UTC"
    title: str = ""
    guest: Guest | None = None
    admin: bool = False
    is_bot: bool = False
    deleted: bool = False
    avatar_color: str = "4a154b"
    email: str = ""
    dnd_until: int = 0  # epoch seconds; notifications are off before then

    @property
    def label(self) -> str:
        """Return the name others see."""
        return self.real_name or self.name


@dataclass(slots=True)
class App:
    """One app as installed in one workspace, with its bot user and tokens."""

    team: str
    app_id: str
    bot_user: str
    bot_id: str
    bot_name: str
    bot_token: str
    app_token: str
    signing_secret: str
    scopes: set[str]
    commands: dict[str, str]
    message_shortcuts: dict[str, str]
    global_shortcuts: dict[str, str]
    events: set[str] | None = None
    home_tab: bool = True
    revoked: bool = False
    refresh_token: str | None = None

    @property
    def org(self) -> str | None:
        """Return the organisation that installed it, where one did."""
        return self.team if self.team.startswith("E") else None


@dataclass(slots=True)
class Message:
    """A message in a channel; an ephemeral one is seen by `ephemeral_to` alone."""

    ts: str
    channel: str
    user: str
    team: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    app: App | None = None
    ephemeral_to: str | None = None
    edited_ts: str | None = None
    subtype: str | None = None
    files: list[str] = field(default_factory=list)
    # What each person typed or chose in this message's inputs: {user: values}.
    states: dict[str, Values] = field(default_factory=dict)


@dataclass(slots=True)
class Channel:
    """A channel or, with `im`, a direct conversation of `im` with a bot."""

    id: str
    team: str
    name: str
    private: bool = False
    members: list[str] = field(default_factory=list)
    shared_with: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    frozen: bool = False
    archived: bool = False
    im: str | None = None
    messages: list[Message] = field(default_factory=list)

    @property
    def is_shared(self) -> bool:
        """Say whether another company can read this channel."""
        return bool(self.shared_with)

    @property
    def pending_shared(self) -> bool:
        """Say whether an invitation to another company is out."""
        return bool(self.pending)


@dataclass(slots=True)
class View:
    """A modal or a Home tab as one person sees it, with what they typed so far."""

    id: str
    type: Literal["modal", "home"]
    user: str
    app: App
    body: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    options: dict[tuple[str, str], list[Json]] = field(default_factory=dict)


@dataclass(slots=True)
class File:
    """An uploaded file; it can be shown in a message once it is ready."""

    id: str
    team: str
    user: str
    name: str
    size: int
    title: str = ""
    alt_text: str = ""
    content: bytes = b""
    uploaded: bool = False
    completed: bool = False
    ready_at: float = 0.0
    channels: list[str] = field(default_factory=list)
