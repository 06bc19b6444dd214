"""The local Slack's own addresses: Web API, response_urls, uploads."""

import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.sandbox.answering import answer
from bot.sandbox.composing import ContentError
from bot.sandbox.entities import App, Json
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.forms import arguments, parts
from bot.sandbox.oauth import ACCESS, OAuthRefusedError
from bot.sandbox.rate_limits import RateLimits
from bot.sandbox.response_urls import ResponseUrlError
from bot.sandbox.services import Services
from bot.sandbox.web_api.gateway import METHODS, app_of, perform, refusal
from bot.sandbox.web_api.method import SlackError

# Where the server leaves, in a request's scope, the way to cut its connection.
HANG_UP = "sandbox.hang_up"


class HttpApi:
    """Answers what an app sends over HTTP."""

    def __init__(self, slack: Services, limits: RateLimits, faults: Faults) -> None:
        self._slack = slack
        self._limits = limits
        self._faults = faults

    def routes(self) -> list[Route]:
        """Return the addresses an app uses."""
        return [
            Route("/api/{method:path}", self._api, methods=["GET", "POST"]),
            Route("/actions/{team}/{token}", self._response_url, methods=["POST"]),
            Route("/upload/{file}", self._upload, methods=["POST"]),
            Route("/files/{file}/{name}", self._file, methods=["GET"]),
        ]

    async def _api(self, request: Request) -> Response:
        try:
            args = await arguments(request)
        except ValueError:
            return JSONResponse(refusal(SlackError("invalid_json")))
        token = args.pop("token", None) or _bearer(request)
        hang_up: Callable[[], None] = request.scope.get(HANG_UP, lambda: None)
        name = request.path_params["method"]
        if name == ACCESS:
            basic = request.headers.get("authorization", "")
            return await run_in_threadpool(self._oauth, basic, args, hang_up)
        return await run_in_threadpool(self._call, name, str(token or ""), args, hang_up)

    def _call(self, name: str, token: str, args: Json, hang_up: Callable[[], None]) -> Response:
        method = METHODS.get(name)
        if method is None:
            return self._say(name, None, args, refusal(SlackError("unknown_method")))
        try:
            app = app_of(self._slack, token, app_token=method.app_token)
        except SlackError as error:
            return self._say(name, None, args, refusal(error))
        wait_s = self._limits.wait_s(name, app.team, args)
        if wait_s:
            return self._limited(name, app, args, wait_s)
        fault = self._faults.take(name)
        if fault:
            return self._faulty(fault, name, app, args, hang_up)
        return self._say(name, app, args, perform(self._slack, name, app, args))

    def _oauth(self, basic: str, args: Json, hang_up: Callable[[], None]) -> Response:
        fault = self._faults.take(ACCESS)
        result: Json = {}
        if fault is None or fault.done:
            try:
                result = self._slack.oauth.access(basic, args)
            except OAuthRefusedError as error:
                result = refusal(SlackError(error.code))
        if fault is not None and fault.hang_up:
            hang_up()
        elif fault is not None and fault.error:
            result = refusal(SlackError(fault.error))
        return self._say(ACCESS, None, dict.fromkeys(args, "…"), result)

    def _faulty(
        self, fault: Fault, name: str, app: App, args: Json, hang_up: Callable[[], None]
    ) -> Response:
        time.sleep(fault.delay_s)
        if fault.retry_after_s is not None:
            return self._limited(name, app, args, fault.retry_after_s)
        result: Json = {}
        if fault.done:
            result = perform(self._slack, name, app, args)
        time.sleep(fault.answer_delay_s)
        if fault.hang_up:
            self._slack.record(name, args, app, result)
            hang_up()
            return Response()
        if fault.error:
            result = refusal(SlackError(fault.error))
        return self._say(name, app, args, result, fault.status)

    def _limited(self, name: str, app: App, args: Json, wait_s: int) -> Response:
        body = refusal(SlackError("ratelimited"))
        self._slack.record(name, args, app, body)
        return JSONResponse(body, 429, {"Retry-After": str(wait_s)})

    def _say(
        self, name: str, app: App | None, args: Json, body: Json, status: int = 200
    ) -> Response:
        self._slack.record(name, args, app, body)
        scopes = ",".join(sorted(app.scopes)) if app else ""
        return JSONResponse(body, status, {"X-OAuth-Scopes": scopes})

    async def _response_url(self, request: Request) -> Response:
        try:
            body = await arguments(request)
        except ValueError:
            return PlainTextResponse("invalid_payload", 400)
        return await run_in_threadpool(self._answer, request.path_params["token"], body)

    def _answer(self, token: str, body: Json) -> Response:
        try:
            where = self._slack.response_urls.use(token)
            answer(self._slack, where, body)
        except ResponseUrlError as error:
            return PlainTextResponse(error.code, 404)
        except ContentError as error:
            return PlainTextResponse("; ".join([error.code, *error.messages]), 400)
        finally:
            self._slack.record("response_url", body, None, {})
        return PlainTextResponse("ok")

    async def _upload(self, request: Request) -> Response:
        file = self._slack.world.files.get(request.path_params["file"])
        if file is None or file.completed:
            return PlainTextResponse("not_found", 404)
        content = await request.body()
        content_type = request.headers.get("content-type", "")
        if content_type.startswith("multipart/"):
            content = b"".join(parts(content_type, content).values())
        with self._slack.world.lock:
            file.content, file.uploaded = content, True
        return PlainTextResponse(f"OK - {len(content)}")

    async def _file(self, request: Request) -> Response:
        file = self._slack.world.files.get(request.path_params["file"])
        if file is None or not file.completed:
            return PlainTextResponse("file_not_found", 404)
        kinds = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}
        kind = kinds.get(file.name.rsplit(".", 1)[-1], "application/octet-stream")
        return Response(file.content, media_type=kind)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""
