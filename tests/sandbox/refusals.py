"""What the Web API answers when it refuses."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError


def refusal(client: WebClient, method: str, **args: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as refused:
        client.api_call(method, json=args)
    data: dict[str, Any] = refused.value.response.data
    return data


def code(client: WebClient, method: str, **args: Any) -> str:
    return str(refusal(client, method, **args)["error"])
