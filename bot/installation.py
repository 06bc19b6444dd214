"""The Slack workspace whose token we hold: found out once, asked of the database after."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Protocol
from uuid import UUID

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.clock import Clock, SystemClock
from bot.flows.workspace import connecting as workspaces
from handlers.people import Tenant
from storage.database import Database
from storage.workspaces import Workspace, WorkspaceState

STATE_TRUSTED = timedelta(seconds=1)  # an uninstalled workspace stops within that


class NotConnectedError(RuntimeError):
    """Slack could not be reached, or does not know our token; one sentence."""


class OtherTenantError(LookupError):
    """A request belongs to a workspace that did not install us."""


class Connected(Protocol):
    """Whose requests come in and with which token to answer: one workspace, or many."""

    def authorize(self, slack_id: str | None, /) -> AuthorizeResult | None:
        """Return what Bolt needs to act where the app is installed; None where it is not."""
        ...

    def tenant_of(self, body: dict[str, Any], /) -> Tenant:
        """Return the workspace a request belongs to. Raises OtherTenantError."""
        ...

    def client_of(self, workspace_id: UUID, /) -> WebClient:
        """Return the client to write to a workspace with."""
        ...

    def serves(self, workspace_id: UUID, /) -> bool:
        """Say whether there is a token for a workspace."""
        ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose token it is, as auth.test says."""

    token: str = field(repr=False)
    team_id: str
    enterprise_id: str | None
    team_name: str
    bot_user_id: str
    bot_id: str


def identify(slack: WebClient) -> Identity:
    """Ask Slack whose token it is. Raises NotConnectedError with one clear sentence."""
    try:
        found = slack.auth_test()
    except SlackClientError as error:
        code = getattr(error, "response", {}).get("error", "no answer")
        raise NotConnectedError(f"Slack does not take SLACK_BOT_TOKEN: {code}.") from error
    except OSError as error:
        raise NotConnectedError(f"Slack can't be reached at {slack.base_url}: {error}.") from error
    return Identity(
        token=slack.token or "",
        team_id=str(found["team_id"]),
        enterprise_id=found.get("enterprise_id"),
        team_name=str(found.get("team") or found["team_id"]),
        bot_user_id=str(found["user_id"]),
        bot_id=str(found["bot_id"]),
    )


class Installation:
    """The one workspace this process serves. Authorises requests without asking Slack."""

    def __init__(
        self, identity: Identity, workspace_id: UUID, database: Database, slack: WebClient
    ) -> None:
        self.identity = identity
        self.tenant = Tenant(workspace_id, identity.team_id, identity.enterprise_id)
        self._database = database
        self._slack = slack
        self._wall: Clock = SystemClock()
        self._lock = Lock()
        self._asked_at: datetime | None = None
        self._active = False

    def authorize(self, _slack_id: str | None = None) -> AuthorizeResult | None:
        """Return what Bolt needs to act for the workspace; None once it has left."""
        if not self._is_active():
            return None
        return AuthorizeResult(
            enterprise_id=self.identity.enterprise_id,
            team_id=self.identity.team_id,
            bot_user_id=self.identity.bot_user_id,
            bot_id=self.identity.bot_id,
            bot_token=self.identity.token,
        )

    def tenant_of(self, body: dict[str, Any]) -> Tenant:
        """Return the workspace a request belongs to: where we are installed, not who acts.

        Raises OtherTenantError when Slack says it is for somebody else's installation.
        """
        authorizations = body.get("authorizations") or [{}]
        view = body.get("view") or {}
        said = authorizations[0].get("team_id") or view.get("app_installed_team_id")
        if said and said not in {self.identity.team_id, self.identity.enterprise_id}:
            raise OtherTenantError(said)
        return self.tenant

    def client_of(self, _workspace_id: UUID) -> WebClient:
        """Return the client of the one token there is."""
        return self._slack

    def serves(self, _workspace_id: UUID) -> bool:
        """Say that the token is for whatever is stored here."""
        return True

    def _is_active(self) -> bool:
        now = self._wall.now()
        with self._lock:
            if self._asked_at is None or now - self._asked_at > STATE_TRUSTED:
                with self._database.across_workspaces.reading() as session:
                    workspace = session.get(Workspace, self.tenant.workspace_id)
                    self._active = (
                        workspace is not None and workspace.state is WorkspaceState.ACTIVE
                    )
                self._asked_at = now
            return self._active


def install(slack: WebClient, database: Database, *, now: datetime) -> Installation:
    """Connect the token's workspace: it is active from now on.

    Raises NotConnectedError.
    """
    identity = identify(slack)
    with database.across_workspaces.transaction() as session:
        workspace = workspaces.connect(
            session,
            team_id=identity.team_id,
            enterprise_id=identity.enterprise_id,
            name=identity.team_name,
            bot_user_id=identity.bot_user_id,
            now=now,
        )
    return Installation(identity, workspace.id, database, slack)


def slack_id_of(body: dict[str, Any]) -> str | None:
    """Return where the app is installed that a request is for: never where its actor works.

    E… for an organisation's installation, else T…. A message of ours says itself whose it is:
    in a channel of two companies that both installed the app, the rest might name the other.
    """
    enterprise, team = body.get("enterprise") or {}, body.get("team") or {}
    for said in body.get("authorizations") or []:
        org = said.get("is_enterprise_install")
        return _text(said.get("enterprise_id") if org else said.get("team_id"))
    if str(body.get("is_enterprise_install")).lower() == "true":
        return _text(body.get("enterprise_id") or enterprise.get("id"))
    message = body.get("message") or {}
    ours = body.get("type") == "block_actions" and message.get("bot_id")
    return (
        _text((body.get("view") or {}).get("app_installed_team_id"))
        or _text(message.get("team") if ours else None)
        or _text(body.get("team_id"))
        or _text(team.get("id") if isinstance(team, dict) else team)
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
