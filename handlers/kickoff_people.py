"""The people chosen in a kickoff's fields, looked up in Slack before they are written down."""

import logging
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackClientError

from bot.rules.typed import storable
from handlers.call import Call
from handlers.people import Tenant, person_of
from storage import people
from storage.workspaces import Workspace

log = logging.getLogger(__name__)


def fields_of(call: Call) -> dict[str, str]:
    """Return every field of the modal as text, by block id; "" for an empty one."""
    return {
        block_id: _held(element)
        for block_id, elements in call.inputs.values.items()
        for element in elements.values()
    }


def learn(call: Call) -> None:
    """Write down the chosen people the database does not know yet, as Slack describes them.

    Whom Slack does not describe stays unknown, and choosing them is refused later.
    """
    chosen = set(_chosen(call))
    with call.reading() as session:
        workspace = session.get_one(Workspace, call.workspace_id)
        unknown = [
            user_id
            for user_id in sorted(chosen)
            if people.of_slack_id(session, workspace_id=call.workspace_id, slack_user_id=user_id)
            is None
        ]
    tenant = Tenant(call.workspace_id, workspace.slack_team_id or "", workspace.enterprise_id)
    for user_id in unknown:
        try:
            user = call.slack.users_info(user=user_id)["user"]
        except SlackClientError:
            log.info("a chosen person could not be looked up", extra={"user": user_id})
            continue
        with call.transaction() as session:
            person_of(session, tenant, user, channel_id=None, now=call.now)


def _chosen(call: Call) -> Iterator[str]:
    for elements in call.inputs.values.values():
        for element in elements.values():
            if element.get("selected_user"):
                yield str(element["selected_user"])


def _held(element: dict[str, Any]) -> str:
    chosen = element.get("selected_option") or {}
    held = (
        element.get("value")
        or chosen.get("value")
        or element.get("selected_date")
        or element.get("selected_user")
    )
    return storable(str(held or "")).strip()
