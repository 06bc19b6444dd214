"""Installing from the web: to Slack and back, one plain page at the end of each way.

The state is random, kept hashed in the database so that any replica can finish what another
began, good for ten minutes and one use, and only in the browser that began: its cookie must
say the same.
"""

import asyncio
import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.flows.workspace.installations import OtherAppError, Seals, install
from bot.oauth import OAuthError, SlackOAuth
from bot.web import pages
from bot.web.pages import Page
from storage import installations
from storage.database import Database

log = logging.getLogger(__name__)

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
COOKIE = "partner_bot_install"
LIVES = timedelta(minutes=10)
MOST_OPEN = 10_000  # anybody may begin; more than this is nobody installing
CODE_FAULTS = frozenset({"invalid_code", "code_expired", "code_already_used"})
APP_FAULTS = frozenset(
    {"invalid_client_id", "bad_client_secret", "bad_redirect_uri", "invalid_grant_type"}
)


@dataclass(frozen=True)
class Installer:
    """The two addresses of an installation. ``clock`` is the bot's, ``wall`` the real one."""

    oauth: SlackOAuth
    database: Database
    seals: Seals
    clock: Clock
    wall: Clock
    installed: Callable[[], None]  # told after each

    def routes(self) -> list[Route]:
        """Return both."""
        return [Route(INSTALL, self._begin), Route(REDIRECT, self._end)]

    async def _begin(self, _: Request) -> Response:
        state = secrets.token_urlsafe(32)
        if not await asyncio.to_thread(self._keep, state):
            return _shown(pages.BUSY)
        response = RedirectResponse(self.oauth.authorize_url(state), status_code=302)
        response.headers.update(pages.HEADERS)
        response.set_cookie(
            COOKIE,
            state,
            max_age=int(LIVES.total_seconds()),
            path=REDIRECT,
            secure=True,
            httponly=True,
            samesite="lax",  # Slack sends the browser back by a link
        )
        return response

    async def _end(self, request: Request) -> Response:
        page = await asyncio.to_thread(self._finish, request.query_params, request.cookies)
        response = _shown(page)
        response.delete_cookie(COOKIE, path=REDIRECT, secure=True, httponly=True, samesite="lax")
        return response

    def _keep(self, state: str) -> bool:
        now = self.wall.now()
        with self.database.across_workspaces.transaction() as session:
            return installations.begin_attempt(
                session, state_hash=_hash(state), now=now, expires_at=now + LIVES, most=MOST_OPEN
            )

    def _finish(self, said: Mapping[str, str], cookies: Mapping[str, str]) -> Page:
        """Use the state up, then exchange the code, once; return what the browser is shown."""
        if not self._is_ours(said.get("state", ""), cookies.get(COOKIE, "")):
            return pages.EXPIRED
        if said.get("error"):
            return pages.DENIED
        try:
            grant = self.oauth.exchange(said.get("code", ""))
            with self.database.across_workspaces.transaction() as session:
                install(session, grant, self.seals, wall=self.wall.now(), now=self.clock.now())
        except OAuthError as error:
            log.warning("an installation came to nothing", extra={"code": error.code})
            return _page_of(error.code)
        except IntegrityError:
            # Two people of one workspace in the same moment: the other one's is in.
            log.warning("an installation met another of the same workspace")
            return pages.NO_ANSWER
        except OtherAppError:
            log.warning("an installation was of another app")
            return pages.WRONG_APP
        self.installed()
        return pages.installed(grant.name)

    def _is_ours(self, state: str, cookie: str) -> bool:
        """Say whether this browser began here within ten minutes, and ends it for the first time.

        A state without its cookie stays unused: it is somebody else's to finish.
        """
        if not state or not hmac.compare_digest(_hash(state), _hash(cookie)):
            return False
        with self.database.across_workspaces.transaction() as session:
            return installations.take_attempt(session, state_hash=_hash(state), now=self.wall.now())


def _page_of(code: str) -> Page:
    if code in CODE_FAULTS:
        return pages.BAD_CODE
    return pages.WRONG_APP if code in APP_FAULTS else pages.NO_ANSWER


def _shown(page: Page) -> Response:
    return HTMLResponse(page.html, status_code=page.status, headers=dict(pages.HEADERS))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
