"""Whose a request is: where the app is installed, never where the person works."""

from typing import Any

import pytest

from bot.installation import slack_id_of

HOME, ACME, ORG = "T0HOME", "T0ACME", "E0ORG"
OUTSIDE = {"id": "U0ANA", "team_id": ACME}
CASES: list[Any] = [
    pytest.param(
        {"authorizations": [{"team_id": HOME, "enterprise_id": None}], "team_id": ACME},
        HOME,
        id="an event from a shared channel",
    ),
    pytest.param(
        {
            "authorizations": [
                {"team_id": None, "enterprise_id": ORG, "is_enterprise_install": True}
            ],
            "team_id": HOME,
        },
        ORG,
        id="an event of an organisation",
    ),
    pytest.param(
        {
            "type": "view_submission",
            "view": {"app_installed_team_id": HOME},
            "team": {"id": ACME},
            "user": OUTSIDE,
        },
        HOME,
        id="a modal that somebody from outside submits",
    ),
    pytest.param(
        {
            "type": "block_actions",
            "message": {"bot_id": "B0", "team": HOME},
            "team": {"id": ACME},
            "user": OUTSIDE,
        },
        HOME,
        id="a button of ours, where both companies installed the app",
    ),
    pytest.param(
        {"type": "block_actions", "team": {"id": HOME}, "user": OUTSIDE}, HOME, id="a whisper's"
    ),
    pytest.param(
        {
            "type": "message_action",
            "message": {"bot_id": "B9", "team": ACME},
            "team": {"id": HOME},
        },
        HOME,
        id="a shortcut on somebody else's message",
    ),
    pytest.param(
        {
            "type": "block_actions",
            "is_enterprise_install": True,
            "enterprise": {"id": ORG},
            "team": None,
        },
        ORG,
        id="a button in an organisation",
    ),
    pytest.param(
        {
            "command": "/partner",
            "team_id": HOME,
            "enterprise_id": ORG,
            "is_enterprise_install": "true",
        },
        ORG,
        id="a command in an organisation",
    ),
    pytest.param(
        {
            "command": "/partner",
            "team_id": HOME,
            "enterprise_id": ORG,
            "is_enterprise_install": "false",
        },
        HOME,
        id="a command in one workspace of an organisation",
    ),
    pytest.param({"user": OUTSIDE}, None, id="nothing but the person"),
    pytest.param({"authorizations": [{"team_id": None}], "team_id": ACME}, None, id="not said"),
]


@pytest.mark.parametrize(("body", "slack_id"), CASES)
def test_a_request_belongs_to_where_the_app_is_installed(
    body: dict[str, Any], slack_id: str | None
) -> None:
    assert slack_id_of(body) == slack_id
