"""Slack's OAuth: where a browser is sent, and what its code, or a refresh token, is good for.

Source: https://docs.slack.dev/authentication/installing-with-oauth
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.oauth import AuthorizeUrlGenerator

from bot.delivery.tls import trust_for

# The client's debug lines quote whole answers, and here those are tokens.
_QUIET = logging.getLogger(f"{__name__}.calls")
_QUIET.setLevel(logging.INFO)
TIMEOUT_S = 10
NO_ANSWER = "no_answer"


class OAuthError(RuntimeError):
    """Slack gave no token; ``code`` is its own word for why. Holds no secret."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack gave no token: {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Tokens:
    """What acts for an installation; a refresh token can be used once."""

    bot: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)
    lives_s: int | None = None  # until the bot token expires, where it does


@dataclass(frozen=True, slots=True)
class Grant:
    """A new installation, as Slack describes it."""

    slack_id: str  # T… of the workspace, or E… of the organisation that installed the app
    enterprise_id: str | None
    name: str
    app_id: str
    bot_user_id: str
    bot_id: str
    scopes: str
    installed_by: str
    tokens: Tokens


@dataclass(frozen=True)
class SlackOAuth:
    """One Slack app's side of OAuth. Each call is made once and never repeated by itself."""

    client_id: str
    client_secret: str = field(repr=False)
    api_url: str
    scopes: Sequence[str]
    redirect_url: str | None = None  # which of the app's; Slack takes the first unless said

    def authorize_url(self, state: str) -> str:
        """Return where the browser is sent for somebody to allow the app."""
        page = self.api_url.removesuffix("api/") + "oauth/v2/authorize"
        links = AuthorizeUrlGenerator(
            client_id=self.client_id,
            scopes=self.scopes,
            redirect_uri=None if self.redirect_url is None else quote(self.redirect_url, safe=""),
            authorization_url=page,
        )
        return links.generate(state)

    def exchange(self, code: str) -> Grant:
        """Turn the code a browser came back with into an installation. Raises OAuthError."""
        where = {} if self.redirect_url is None else {"redirect_uri": self.redirect_url}
        answer = self._access(code=code, **where)
        tokens = _tokens(answer)
        try:
            identity = _client(self.api_url, tokens.bot).auth_test()
        except (SlackClientError, OSError) as error:
            raise _failed(error) from None
        return _grant(answer, identity, tokens)

    def refresh(self, refresh_token: str) -> Tokens:
        """Turn a refresh token into the next tokens; it is used up. Raises OAuthError."""
        return _tokens(self._access(grant_type="refresh_token", refresh_token=refresh_token))

    def _access(self, **given: str) -> Any:
        try:
            return _client(self.api_url, None).oauth_v2_access(
                client_id=self.client_id, client_secret=self.client_secret, **given
            )
        except (SlackClientError, OSError) as error:
            # Not chained: the client's errors may quote what was sent.
            raise _failed(error) from None


def _client(api_url: str, token: str | None) -> WebClient:
    return WebClient(
        token=token,
        base_url=api_url,
        timeout=TIMEOUT_S,
        ssl=trust_for(api_url),
        retry_handlers=[],
        logger=_QUIET,
    )


def _failed(error: Exception) -> OAuthError:
    if isinstance(error, SlackApiError):
        return OAuthError(str(error.response.get("error", NO_ANSWER)))
    return OAuthError(NO_ANSWER)


def _tokens(answer: Any) -> Tokens:
    if answer.get("token_type") != "bot" or not answer.get("access_token"):
        raise OAuthError("no_bot_token")
    lives_s = answer.get("expires_in")
    return Tokens(
        bot=str(answer["access_token"]),
        refresh=answer.get("refresh_token"),
        lives_s=None if lives_s is None else int(lives_s),
    )


def _grant(answer: Any, identity: Any, tokens: Tokens) -> Grant:
    enterprise, team = answer.get("enterprise") or {}, answer.get("team") or {}
    place = enterprise if answer.get("is_enterprise_install") else team
    if not place.get("id") or not answer.get("app_id") or not identity.get("bot_id"):
        raise OAuthError("no_installation")
    return Grant(
        slack_id=str(place["id"]),
        enterprise_id=enterprise.get("id"),
        name=str(place.get("name") or place["id"]),
        app_id=str(answer["app_id"]),
        bot_user_id=str(answer.get("bot_user_id") or identity["user_id"]),
        bot_id=str(identity["bot_id"]),
        scopes=str(answer.get("scope") or ""),
        installed_by=str((answer.get("authed_user") or {}).get("id") or ""),
        tokens=tokens,
    )
