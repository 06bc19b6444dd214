"""The HTTP surface: Slack's requests through the gate, and how the bot is doing."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.web import bodies
from bot.web.gate import MOST_BYTES, Gate, Refusal
from bot.web.metrics import CONTENT_TYPE

# Most of them wait for Slack, which takes a tenth of a second or two over each call.
WORKERS = 16

log = logging.getLogger(__name__)

# What reading a payload raises whose parts are not what they should be.
_MISSHAPEN = (AttributeError, TypeError, LookupError)

Check = Callable[[], str | None]  # the fault in one sentence, or None


def build(
    bolt: App,
    gate: Gate,
    *,
    wall: Clock,
    ready: Check,
    metrics: Callable[[], str],
    more: Sequence[Route] = (),
) -> Starlette:
    """Return the HTTP application.

    ``wall`` is the real time, in which Slack signs. ``ready`` says why no work can be
    taken now, or None. ``metrics`` gives the numbers of `bot.web.metrics`. ``more`` is what
    else is answered.
    """
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="slack")

    async def slack_events(request: Request) -> Response:
        body = await bodies.read(request, most=MOST_BYTES)
        refusal = (
            Refusal.TOO_LARGE
            if body is None
            else gate.refusal(_headers(request), body, now=wall.now().timestamp())
        )
        if body is None or refusal is not None:
            return Response(status_code=refusal or Refusal.TOO_LARGE)
        asked = _parsed(request, body)
        if asked is None:
            return Response(status_code=Refusal.MALFORMED)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(pool, _taken, bolt, asked)

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        fault = await asyncio.to_thread(ready)
        if fault is None:
            return JSONResponse({"ready": True})
        return JSONResponse({"ready": False, "why": fault}, status_code=503)

    async def numbers(_: Request) -> Response:
        return Response(await asyncio.to_thread(metrics), media_type=CONTENT_TYPE)

    return Starlette(
        routes=[
            Route("/slack/events", slack_events, methods=["POST"]),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", numbers),
            *more,
        ]
    )


def _parsed(request: Request, body: bytes) -> BoltRequest | None:
    """Return the request as Bolt takes it, or None where it is no payload of Slack's."""
    try:
        return BoltRequest(
            body=body.decode("utf-8"),
            query=request.url.query,
            headers={name: [value] for name, value in request.headers.items()},
        )
    except (ValueError, *_MISSHAPEN):
        return None


def _taken(bolt: App, asked: BoltRequest) -> Response:
    """Return Bolt's answer. Listeners guard themselves; Bolt trusts a payload's shape."""
    try:
        return _answer(bolt.dispatch(asked))
    except _MISSHAPEN:
        log.warning("a payload could not be read", exc_info=True)
        return Response(status_code=Refusal.MALFORMED)


def _headers(request: Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _answer(answer: BoltResponse) -> Response:
    response = Response(content=answer.body, status_code=answer.status)
    for name, values in answer.headers.items():
        for value in values:
            response.headers.append(name, value)
    return response
