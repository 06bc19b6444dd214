"""Somebody joined a channel: one of ours that a person from outside joins is paused at once."""

import logging
from datetime import datetime
from uuid import UUID

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.delivery.channels import is_outsider
from bot.delivery.people import People
from bot.flows.partners import channels
from storage.database import Access

log = logging.getLogger(__name__)


def look_who_joined(
    own: Access,
    people: People,
    slack: WebClient | None,
    *,
    workspace_id: UUID,
    slack_channel_id: str,
    slack_user_id: str,
    now: datetime,
) -> None:
    """Ask Slack, whatever is remembered, who that is; the channel is paused for an outsider.

    Where Slack does not say, or there is nobody to ask, the channel is looked at next.
    """
    with own.reading() as session:
        if not channels.is_ours(
            session, workspace_id=workspace_id, slack_channel_id=slack_channel_id
        ):
            return
    people.forget(slack_user_id)
    outside: bool | None = None
    try:
        outside = None if slack is None else is_outsider(slack, slack_user_id, people)
    except (SlackClientError, OSError) as error:
        log.warning("could not look up who joined", extra={"error": type(error).__name__})
    if outside is False:
        return
    with own.transaction() as session:
        if outside:
            channels.joined_from_outside(
                session, workspace_id=workspace_id, slack_channel_id=slack_channel_id, now=now
            )
        else:
            channels.look_next(session, workspace_id=workspace_id)
