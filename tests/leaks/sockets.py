"""The local Slack's answers, given in the process that asks."""

import json
from typing import Any

import pytest
from slack_sdk.web.base_client import BaseClient
from slack_sdk.web.slack_response import SlackResponse
from slack_sdk.webhook import WebhookClient, WebhookResponse

from bot.sandbox import Sandbox
from bot.sandbox.answering import answer
from bot.sandbox.entities import Json
from bot.sandbox.web_api.gateway import METHODS, app_of, perform, refusal
from bot.sandbox.web_api.method import SlackError


def without_sockets(sandbox: Sandbox, patch: pytest.MonkeyPatch) -> None:
    """Let the Web API and response_urls be answered in the process that asks."""

    def api_call(
        client: BaseClient,
        api_method: str,
        *,
        http_verb: str = "POST",
        data: Any = None,
        params: Any = None,
        json: Any = None,
        **_more: Any,
    ) -> SlackResponse:
        args = {**(data or {}), **(params or {}), **(json or {})}
        args = _sent({name: value for name, value in args.items() if value is not None})
        token = args.pop("token", None) or client.token or ""
        app = app_of(sandbox.slack, token, app_token=False)
        fault = sandbox.faults.take(api_method)
        result = refusal(SlackError(fault.error)) if fault else None
        result = result or perform(sandbox.slack, api_method, app, args)
        sandbox.slack.record(api_method, args, app, result)
        assert api_method in METHODS
        said = SlackResponse(
            client=client, http_verb=http_verb, api_url="", req_args={}, data=result,
            headers={}, status_code=200,
        )  # fmt: skip
        said.validate()  # type: ignore[no-untyped-call]
        return said

    def send(hook: WebhookClient, **body: Any) -> WebhookResponse:
        said = _sent({name: value for name, value in body.items() if value is not None})
        where = sandbox.slack.response_urls.use(hook.url.rsplit("/", 1)[-1])
        sandbox.slack.record("response_url", {**said, "channel": where.channel}, None, {})
        answer(sandbox.slack, where, said)
        return WebhookResponse(url=hook.url, status_code=200, body="ok", headers={})

    patch.setattr(BaseClient, "api_call", api_call)
    patch.setattr(WebhookClient, "send", send)


def _sent(args: Json) -> Json:
    """Return what would arrive: nothing but JSON."""
    sent: Json = json.loads(json.dumps(args, default=str))
    return sent
