"""The page's addresses: the page itself, what a person sees, and what they do."""

import asyncio
import json
import os
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from mimetypes import guess_type

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.sandbox.entities import Json
from bot.sandbox.page.doing import do
from bot.sandbox.page.setting import set_up
from bot.sandbox.page.snapshot import snapshot
from bot.sandbox.server import Sandbox

STATIC = str(files("bot.sandbox.page") / "static")
LONGEST_WAIT_S = 0.8  # less than the second a server told to stop gives its requests
LOOK_EVERY_S = 0.04
# The page loads nothing from elsewhere but pictures that messages point to.
POLICY = "default-src 'self'; img-src 'self' data: https: http:"
FRESH = {"cache-control": "no-cache"}  # a newer version of the page is used at once


class StaticParts(StaticFiles):
    """The page's scripts and styles, asked after each time."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return a file, or that it has not changed."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(FRESH)
        return response


class Page:
    """Answers the browser for one local Slack."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    async def index(self, _request: Request) -> Response:
        """Return the page."""
        return FileResponse(
            f"{STATIC}/index.html", headers={"content-security-policy": POLICY, **FRESH}
        )

    async def state(self, request: Request) -> Response:
        """Return what a person sees, as soon as it is newer than ``since``.

        When nothing is newer for a while, only the version and the time are returned.
        """
        asked = request.query_params
        try:
            since = int(asked.get("since", "-1"))
        except ValueError:
            return JSONResponse({"error": "since is not a whole number"}, status_code=400)
        if not await self._newer(since, request):
            now = self.sandbox.clock.now().isoformat()
            return JSONResponse({"version": since, "now": now})
        viewer, channel = asked.get("user", ""), asked.get("channel", "")
        return JSONResponse(await run_in_threadpool(snapshot, self.sandbox, viewer, channel))

    async def _newer(self, since: int, request: Request) -> bool:
        waited = 0.0
        while self.sandbox.world.version <= since:
            if waited >= LONGEST_WAIT_S or await request.is_disconnected():
                return False
            await asyncio.sleep(LOOK_EVERY_S)
            waited += LOOK_EVERY_S
        return True

    async def act(self, request: Request) -> Response:
        """Do what a person does; return what came of it."""
        return await self._answer(do, request)

    async def setting(self, request: Request) -> Response:
        """Do what an administrator, the clock or the trouble-maker does."""
        return await self._answer(set_up, request)

    async def _answer(self, doing: Callable[[Sandbox, Json], Json], request: Request) -> Response:
        asked = None
        # Asking for this type keeps out what other sites' pages may send without leave.
        if request.headers.get("content-type") == "application/json":
            with suppress(ValueError):
                asked = json.loads(await request.body())
        if not isinstance(asked, dict):
            return JSONResponse({"ok": False, "error": "A JSON object is wanted."}, status_code=400)
        return JSONResponse(await run_in_threadpool(doing, self.sandbox, asked))

    async def file(self, request: Request) -> Response:
        """Return the bytes of an uploaded file."""
        file = self.sandbox.world.files.get(request.path_params["file"])
        if file is None:
            return Response(status_code=404)
        kind = guess_type(file.name)[0] or "application/octet-stream"
        # Nothing uploaded may run as a page of this origin.
        headers = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox"}
        return Response(file.content, media_type=kind, headers=headers)


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    """Return the routes of the page, to be mounted at the root."""
    page = Page(sandbox)
    return [
        Route("/", page.index),
        Route("/page/state", page.state),
        Route("/page/act", page.act, methods=["POST"]),
        Route("/page/setting", page.setting, methods=["POST"]),
        Route("/page/file/{file}", page.file),
        Mount("/static", StaticParts(directory=STATIC), name="static"),
    ]
