"""The bot's way to the simulation's Slack: the real WebClient, with only the wire replaced."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

Facts = dict[str, Any]
OK = 200
_error: Callable[..., SlackApiError] = SlackApiError  # the SDK's class is not annotated


class Wire(Protocol):
    """What carries a call."""

    def call(self, client: "Client", method: str, args: Facts) -> Facts:
        """Answer one call. Raises Refused."""
        ...


class Refused(Exception):  # noqa: N818 - Slack says no, which is no error of the simulation's
    """Slack's answer is an error code."""

    def __init__(self, code: str, *, status: int = OK, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code, self.status, self.retry_after = code, status, retry_after

    @property
    def answer(self) -> Facts:
        """What Slack's answer says; whatever it did not say with a 200 was injected."""
        return {"ok": False, "error": self.code, "injected": self.status != OK}


class Client(WebClient):
    """The real client; only the wire is replaced."""

    def __init__(self, slack: Wire, team: str, process: str) -> None:
        super().__init__(token=f"xoxb-{team}", base_url=f"sim://{process}/", retry_handlers=[])
        self.slack, self.team, self.process = slack, team, process
        self.looks: dict[str, int] = {}  # channel -> number of the newest look at it
        self.rests_of: dict[str, tuple[datetime, Facts]] = {}  # user -> when and what Slack said
        self.rests: dict[str, datetime] = {}  # method -> until when Slack asked it to rest

    def api_call(
        self,
        api_method: str,
        *,
        params: Facts | None = None,
        json: Facts | None = None,
        **_: Any,
    ) -> SlackResponse:
        """Carry one call."""
        try:
            facts, status, headers = self.slack.call(self, api_method, params or json or {}), OK, {}
        except Refused as refused:
            facts, status = refused.answer, refused.status
            headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
        response = SlackResponse(
            client=self,
            http_verb="POST",
            api_url=f"{self.base_url}{api_method}",
            req_args={},
            data={"ok": True, **facts},
            headers=headers,
            status_code=status,
        )
        if not response["ok"]:
            raise _error(f"{api_method}: {response['error']}", response)
        return response
