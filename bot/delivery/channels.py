"""A look at a channel just before something is written there: who may read it."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.delivery.people import PAGE, Call, People, unheard
from bot.rules.audience import ChannelFacts, UserFacts, is_internal

log = logging.getLogger(__name__)

_COMPANIES = (
    "connected_team_ids",
    "connected_limited_team_ids",
    "shared_team_ids",
    "pending_connected_team_ids",
    "pending_shared",
)


def look_at(slack: WebClient, channel_id: str, people: People) -> ChannelFacts:
    """Look at a channel, uncached; a look that fails says so in the facts.

    A connection that breaks is tried once more: looking twice is harmless.
    """
    try:
        try:
            return look(slack, channel_id, people)
        except OSError:
            return look(slack, channel_id, people)
    except (SlackClientError, OSError) as error:
        log.warning("could not look at a channel", extra={"channel": channel_id}, exc_info=error)
        return ChannelFacts()


def look(
    slack: WebClient,
    channel_id: str,
    people: People,
    *,
    members: bool = True,
    calling: Call = unheard,
) -> ChannelFacts:
    """Look at a channel, uncached; without ``members`` guests stay unknown.

    Raises what the Slack calls raise.
    """
    calling("conversations.info")
    channel: dict[str, Any] = slack.conversations_info(channel=channel_id)["channel"]
    facts = ChannelFacts(
        looked_up=True,
        is_member=channel.get("is_member"),
        is_archived=channel.get("is_archived"),
        # Slack leaves these three out where there is nothing to say.
        is_frozen=bool(channel.get("is_frozen")),
        is_pending_ext_shared=bool(
            channel.get("is_pending_ext_shared") or channel.get("pending_shared")
        ),
        pending_connected_team_ids=tuple(channel.get("pending_connected_team_ids") or ()),
        is_ext_shared=channel.get("is_ext_shared"),
        team_ids=_team_ids(channel),
    )
    if not members or facts.is_ext_shared or facts.is_member is False:
        return facts
    return replace(facts, has_guests=_has_guests(slack, channel_id, people, calling))


def _team_ids(channel: dict[str, Any]) -> tuple[str, ...]:
    """Return the ids of the companies that are in a channel or invited, whichever list has them.

    Slack names our own team in some of these lists and not in others, and a company by its
    team (T…) or its organisation (E…). Source:
    https://docs.slack.dev/reference/objects/conversation-object
    """
    named = {str(channel.get("conversation_host_id") or "")}
    for key in _COMPANIES:
        named.update(map(str, channel.get(key) or ()))
    return tuple(sorted(named - {"", *(channel.get("internal_team_ids") or ())}))


def _has_guests(slack: WebClient, channel_id: str, people: People, calling: Call) -> bool:
    """Say whether anybody in the channel is not ours. Our workspace's own bots are."""
    members = _members(slack, channel_id, calling)
    ours = people.team(slack, calling=calling)
    return any(_is_outside(facts, ours) for facts in people.each(slack, members, calling=calling))


def is_outsider(slack: WebClient, user_id: str, people: People) -> bool:
    """Say whether somebody in a channel is not ours. Raises what the Slack calls raise."""
    return _is_outside(people.facts(slack, user_id), people.team(slack))


def _is_outside(facts: UserFacts, ours: tuple[str, str | None]) -> bool:
    return not is_internal(replace(facts, is_bot=False, deleted=False), *ours)


def _members(slack: WebClient, channel_id: str, calling: Call) -> Iterator[str]:
    cursor = ""
    while True:
        calling("conversations.members")
        page = slack.conversations_members(channel=channel_id, limit=PAGE, cursor=cursor)
        yield from page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
