"""OAuth: apps that anybody may install, what a person allows, and oauth.v2.access."""

import secrets
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.sandbox.entities import App, Json
from bot.sandbox.setting_up import DEFAULT_SCOPES
from bot.sandbox.world import World

ACCESS = "oauth.v2.access"
CODE_LIVES_S = 600


class OAuthRefusedError(ValueError):
    """A refusal in Slack's words: its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Published:
    """An app as its makers set it up; ``token_lives_s`` is set where its tokens expire."""

    client_id: str
    client_secret: str
    app_id: str
    signing_secret: str
    redirect_url: str
    commands: Mapping[str, str] = field(default_factory=dict)
    scopes: Sequence[str] = DEFAULT_SCOPES
    token_lives_s: int | None = None


@dataclass(slots=True)
class _Code:
    app: Published
    place: str  # the workspace or organisation
    user: str
    redirect_uri: str | None
    expires_at: float
    used: bool = False


class OAuth:
    """Keeps what was published and allowed; callable from any thread."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._published: dict[str, Published] = {}
        self._codes: dict[str, _Code] = {}

    def publish(self, app: Published) -> None:
        """Let anybody install an app."""
        self._published[app.client_id] = app

    def allow(self, authorize_url: str, *, user: str, place: str | None = None) -> str:
        """Press "Allow"; return where Slack sends the browser then.

        ``place`` is the person's workspace, or the organisation to install it in.
        """
        asked = parse_qs(urlsplit(authorize_url).query)
        app = self._published[asked["client_id"][0]]
        redirect_uri = asked.get("redirect_uri", [None])[0]
        if redirect_uri not in (None, app.redirect_url):
            raise OAuthRefusedError("bad_redirect_uri")
        code = secrets.token_hex(8)
        now = self._world.clock.now().timestamp()
        place = place or self._world.users[user].team
        self._codes[code] = _Code(app, place, user, redirect_uri, now + CODE_LIVES_S)
        return _back(app, code=code, state=asked["state"][0])

    def deny(self, authorize_url: str) -> str:
        """Press "Cancel"; return where Slack sends the browser then."""
        asked = parse_qs(urlsplit(authorize_url).query)
        app = self._published[asked["client_id"][0]]
        return _back(app, error="access_denied", state=asked["state"][0])

    def access(self, authorization: str, args: Json) -> Json:
        """Answer oauth.v2.access. Raises OAuthRefusedError in Slack's words."""
        app = self._client(authorization)
        with self._world.lock:
            if args.get("grant_type") == "refresh_token":
                return self._refreshed(app, str(args.get("refresh_token")))
            return self._exchanged(app, str(args.get("code")), args.get("redirect_uri"))

    def _client(self, authorization: str) -> Published:
        client_id, _, secret = b64decode(authorization.partition(" ")[2]).decode().partition(":")
        app = self._published.get(client_id)
        if app is None:
            raise OAuthRefusedError("invalid_client_id")
        if app.client_secret != secret:
            raise OAuthRefusedError("bad_client_secret")
        return app

    def _exchanged(self, app: Published, code: str, redirect_uri: str | None) -> Json:
        found = self._codes.get(code)
        if found is None or found.app is not app:
            raise OAuthRefusedError("invalid_code")
        if found.used:
            raise OAuthRefusedError("code_already_used")
        if self._world.clock.now().timestamp() > found.expires_at:
            raise OAuthRefusedError("code_expired")
        if redirect_uri != found.redirect_uri:
            raise OAuthRefusedError("bad_redirect_uri")
        found.used = True
        installed = self._installed(app, found.place)
        is_org = found.place.startswith("E")
        place = self._world.workspaces[found.place]
        org = place.id if is_org else place.org
        return {
            **self._tokens(app, installed),
            "app_id": app.app_id,
            "authed_user": {"id": found.user},
            "bot_user_id": installed.bot_user,
            "team": None if is_org else {"id": place.id, "name": place.name},
            "enterprise": None if org is None else self._named(org),
            "is_enterprise_install": is_org,
        }

    def _refreshed(self, app: Published, refresh_token: str) -> Json:
        for installed in self._world.apps:
            if installed.app_id == app.app_id and installed.refresh_token == refresh_token:
                return self._tokens(app, installed)
        raise OAuthRefusedError("invalid_refresh_token")

    def _installed(self, app: Published, place: str) -> App:
        """Return the app where it is installed, for the first time or again."""
        for known in self._world.apps:
            if (known.app_id, known.team) == (app.app_id, place):
                known.revoked = False
                return known
        return self._world.install_app(
            team=place,
            app_id=app.app_id,
            bot_user=f"U0BOT{place[2:]}",
            bot_token="",
            app_token="",
            signing_secret=app.signing_secret,
            scopes=app.scopes,
            commands=app.commands,
        )

    def _tokens(self, app: Published, installed: App) -> Json:
        """Give an installation its next tokens; those before are worth nothing now."""
        expiring = app.token_lives_s is not None
        installed.bot_token = f"{'xoxe.' if expiring else ''}xoxb-{secrets.token_hex(12)}"
        installed.refresh_token = f"xoxe-1-{secrets.token_hex(12)}" if expiring else None
        more = {"expires_in": app.token_lives_s, "refresh_token": installed.refresh_token}
        return {
            "ok": True,
            "access_token": installed.bot_token,
            "token_type": "bot",
            "scope": ",".join(sorted(installed.scopes)),
            **(more if expiring else {}),
        }

    def _named(self, place: str) -> Json:
        return {"id": place, "name": self._world.workspaces[place].name}


def _back(app: Published, **said: str) -> str:
    return f"{app.redirect_url}?{urlencode(said)}"
