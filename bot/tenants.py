"""Many Slack workspaces in one process: whose request it is, and with which token to answer.

All of it is asked of the database, and remembered for a second, so that an uninstalled
workspace stops and a refreshed token is used within that, in every process.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.clock import Clock, SystemClock, monotonic
from bot.flows.workspace.installations import BOT_TOKEN
from bot.installation import OtherTenantError, slack_id_of
from bot.sealing import Keyring, SealError
from handlers.people import Tenant
from storage import installations
from storage.database import Database
from storage.installations import Installation
from storage.workspaces import Workspace, WorkspaceState

log = logging.getLogger(__name__)

TRUSTED_S = 1.0
TIMEOUT_S = 30
EXPIRED = "token_expired"
STALE = frozenset({"invalid_auth", EXPIRED, "token_revoked"})


class NotNowError(ConnectionRefusedError):
    """There is no token to call Slack with at the moment; the call was not made."""


@dataclass(frozen=True, slots=True)
class Installed:
    """One installation as the database has it; ``token`` is None once it may not be used."""

    tenant: Tenant
    bot_user_id: str | None
    bot_id: str
    token: str | None = field(repr=False)
    expires_at: datetime | None
    refreshed_by: datetime | None  # a refresh under way is over by then

    def usable(self, now: datetime) -> str | None:
        """Return the token, unless its time is over."""
        over = self.expires_at is not None and self.expires_at <= now
        return None if over else self.token


class Tenants:
    """Every installation. Threads may share it; no Slack call is made to find one.

    ``wall`` says when a token's time is over: Slack's time is the wall's.
    """

    def __init__(
        self, database: Database, keyring: Keyring, *, api_url: str, wall: Clock | None = None
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._api_url = api_url
        self._wall = wall or SystemClock()
        self._lock = Lock()
        self._known: dict[str | UUID, tuple[float, Installed | None]] = {}
        self._clients: dict[UUID, WebClient] = {}

    def authorize(self, slack_id: str | None) -> AuthorizeResult | None:
        """Return what Bolt needs to act where the app is installed; None where it is not."""
        found = None if slack_id is None else self.find(slack_id)
        token = None if found is None else found.usable(self._wall.now())
        if found is None or token is None:
            return None
        return AuthorizeResult(
            enterprise_id=found.tenant.enterprise_id,
            team_id=found.tenant.team_id,
            bot_user_id=found.bot_user_id,
            bot_id=found.bot_id,
            bot_token=token,
        )

    def tenant_of(self, body: dict[str, Any]) -> Tenant:
        """Return the workspace a request belongs to. Raises OtherTenantError for nobody's."""
        slack_id = slack_id_of(body)
        found = None if slack_id is None else self.find(slack_id)
        if found is None:
            raise OtherTenantError(slack_id)
        return found.tenant

    def client_of(self, workspace_id: UUID) -> WebClient:
        """Return a workspace's client: each call is made with the token of that moment.

        A call raises NotNowError while there is none, so once the app was removed.
        """
        with self._lock:
            if workspace_id not in self._clients:
                self._clients[workspace_id] = _LiveClient(self, workspace_id, self._api_url)
            return self._clients[workspace_id]

    def serves(self, workspace_id: UUID) -> bool:
        """Say whether there is a token to act with for a workspace."""
        found = self.find(workspace_id)
        return found is not None and found.usable(self._wall.now()) is not None

    def find(self, which: str | UUID, *, afresh: bool = False) -> Installed | None:
        """Return an installation by its Slack id or workspace; at most a second old."""
        with self._lock:
            at, found = self._known.get(which, (float("-inf"), None))
        if not afresh and monotonic() - at < TRUSTED_S:
            return found
        at = monotonic()
        with self._database.across_workspaces.reading() as session:
            rows = (
                installations.of_slack_id(session, which)
                if isinstance(which, str)
                else installations.of_workspace(session, which)
            )
        found = None if rows is None else self._opened(*rows)
        with self._lock:
            self._known[which] = (at, found)
        return found

    def forget(self) -> None:
        """Ask the database anew, rather than within a second: something was installed."""
        with self._lock:
            self._known.clear()

    def _opened(self, row: Installation, workspace: Workspace) -> Installed:
        token = None
        if workspace.state is WorkspaceState.ACTIVE and row.sealed_token is not None:
            try:
                token = self._keyring.open(
                    row.sealed_token, workspace_id=workspace.id, purpose=BOT_TOKEN
                )
            except SealError as error:
                log.error("a token does not open", extra={"why": str(error)})  # noqa: TRY400
        return Installed(
            tenant=Tenant(workspace.id, row.slack_id, workspace.enterprise_id),
            bot_user_id=workspace.bot_user_id,
            bot_id=row.bot_id,
            token=token,
            expires_at=row.token_expires_at,
            refreshed_by=row.refresh_after,
        )

    def token_of(self, workspace_id: UUID, *, afresh: bool = False) -> str:
        """Return the token to use now. Raises NotNowError."""
        found = self.find(workspace_id, afresh=afresh)
        token = None if found is None else found.usable(self._wall.now())
        if token is None:
            raise NotNowError(f"workspace {workspace_id} has no token to use now")
        return token

    def refreshes(self, workspace_id: UUID) -> bool:
        """Say whether a token is being refreshed: then the old one may be dead for a moment."""
        found = self.find(workspace_id)
        by = None if found is None else found.refreshed_by
        return by is not None and by > self._wall.now()


class _LiveClient(WebClient):
    """Calls Slack with the token of the moment, and never repeats what Slack may have done."""

    def __init__(self, tenants: Tenants, workspace_id: UUID, api_url: str) -> None:
        # What is remembered by token must be told apart also before the first call.
        none_yet = f"of workspace {workspace_id}"
        super().__init__(none_yet, base_url=api_url, timeout=TIMEOUT_S, retry_handlers=[])
        self._tenants = tenants
        self._workspace_id = workspace_id

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:
        """Call Slack; a token that was refreshed this second is looked up and used instead."""
        self.token = used = self._tenants.token_of(self._workspace_id)
        try:
            return super().api_call(api_method, **given)
        except SlackApiError as error:
            code = error.response.get("error")
            if code not in STALE:
                raise
            self.token = self._tenants.token_of(self._workspace_id, afresh=True)
            if self.token == used:
                # The next token is on its way; taken for dead, this would stop the workspace.
                if code == EXPIRED or self._tenants.refreshes(self._workspace_id):
                    raise NotNowError(f"Slack says {code}, and a new token is to come") from error
                raise
        # Slack did nothing for a token it does not take.
        return super().api_call(api_method, **given)
