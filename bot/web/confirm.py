"""The page behind a confirmation link: a kickoff to read, and one form to answer it.

Reading never changes anything, whoever or whatever follows the link. It works without
JavaScript, and holds nothing but what both sides may read.
"""

import asyncio
import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.flows.errors import Refusal
from bot.flows.kickoff import link_answers as confirm_answers
from bot.flows.kickoff.link_answers import Shown, Typed
from bot.flows.kickoff.link_tokens import PATH, Links
from bot.rules.typed import storable
from bot.web import bodies, confirm_page
from bot.web.confirm_page import Filled
from messages.ids import as_uuid
from storage import confirm_links as kept
from storage.database import Access, Database
from storage.undone import anew
from storage.workspaces import Workspace, WorkspaceState

MOST_BYTES: Final = 20_000
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class ConfirmPages:
    """Serves the pages. ``clock`` is the bot's."""

    database: Database
    links: Links
    clock: Clock

    def routes(self) -> list[Route]:
        """Return the one address: GET and HEAD read, POST answers."""
        path = PATH + "/{token}"
        return [
            Route(path, self._read, methods=["GET"]),
            Route(path, self._answer, methods=["POST"]),
        ]

    async def _read(self, request: Request) -> Response:
        return await asyncio.to_thread(self._page, _token(request), Filled())

    async def _answer(self, request: Request) -> Response:
        body = await bodies.read(request, most=MOST_BYTES)
        # A browser says where a form was sent from; one of another site is not ours.
        elsewhere = request.headers.get("sec-fetch-site", "same-origin") == "cross-site"
        plain_form = request.headers.get("content-type", "").partition(";")[0].strip() == FORM
        if body is None or elsewhere or not plain_form:
            return _dead()
        return await asyncio.to_thread(self._take, _token(request), body)

    def _page(self, token: str, filled: Filled) -> Response:
        found = self._access(token)
        if found is None:
            return _dead()
        access, token_hash = found
        with access.reading() as session:
            shown = confirm_answers.shown(session, token_hash, now=self.clock.now())
            if shown is None:
                return _dead()
            names = confirm_page.names(session, shown)
        html = confirm_page.kickoff(shown, names, filled, mark=self.links.form_mark(token))
        status = HTTPStatus.UNPROCESSABLE_ENTITY if filled.error else HTTPStatus.OK
        return HTMLResponse(html, status_code=status, headers=confirm_page.HEADERS)

    def _take(self, token: str, body: bytes) -> Response:
        found = self._access(token)
        typed = _fields(body)
        marked = hmac.compare_digest(typed.mark.encode(), self.links.form_mark(token).encode())
        if found is None or not marked:
            return _dead()
        access, token_hash = found
        try:
            answered = anew(lambda: self._write_down(access, token_hash, typed.said))
        except Refusal as refusal:
            return self._page(token, Filled.of(typed.said, refusal.sentence))
        if answered is None:
            return _dead()
        # The page is read anew, so that to reload it sends nothing again.
        return RedirectResponse(
            f"{PATH}/{token}", status_code=HTTPStatus.SEE_OTHER, headers=confirm_page.HEADERS
        )

    def _write_down(self, access: Access, token_hash: str, said: Typed) -> Shown | None:
        with access.transaction() as session:
            return confirm_answers.answer(session, token_hash, said, now=self.clock.now())

    def _access(self, token: str) -> tuple[Access, str] | None:
        """Return the way to the rows of the link's workspace, while that has the bot installed."""
        token_hash = self.links.read(token, now=self.clock.now())
        if token_hash is None:
            return None
        with self.database.across_workspaces.reading() as session:
            link = kept.of_hash(session, token_hash=token_hash)
            workspace = session.get(Workspace, link.workspace_id) if link else None
        if link is None or workspace is None or workspace.state is not WorkspaceState.ACTIVE:
            return None
        return self.database.within(link.workspace_id), token_hash


@dataclass(frozen=True, slots=True)
class _Form:
    """A form as it came: what was typed, and the mark of the page it was on."""

    said: Typed
    mark: str


def _fields(body: bytes) -> _Form:
    """Read a form without trust; what is missing is empty."""
    try:
        given = parse_qs(body.decode("utf-8"), max_num_fields=100)
    except (UnicodeDecodeError, ValueError):
        given = {}

    def text(name: str) -> str:
        return storable(given.get(name, [""])[0]).strip()

    ids = {as_uuid(each) for each in given.get("accept", [])}
    accepted: frozenset[UUID] = frozenset(each for each in ids if each is not None)
    said = Typed(
        text("answer") == "yes",
        text("name"),
        text("role"),
        text("reason"),
        accepted,
        seen=text("seen"),
    )
    return _Form(said, text("mark"))


def _token(request: Request) -> str:
    return str(request.path_params["token"])


def _dead() -> Response:
    return HTMLResponse(
        confirm_page.DEAD, status_code=HTTPStatus.NOT_FOUND, headers=confirm_page.HEADERS
    )
