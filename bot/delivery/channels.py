"""A look at a channel just before something is written there: who may read it."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Lock
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.clock import monotonic
from bot.rules.audience import ChannelFacts, UserFacts, is_internal

log = logging.getLogger(__name__)

REMEMBERED_S = 300.0
MEMBERS_PAGE = 200
MANY_UNKNOWN = 20
Call = Callable[[str], None]  # told each Web API method before it is called


def _unheard(_method: str) -> None:
    """Take no note of a call."""


class People:
    """What users.info said of people, remembered for at most five minutes.

    Channels are looked at anew each time; asking again for each of their members would not
    be possible within Slack's limits.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._known: dict[tuple[str, str, str], tuple[float, UserFacts]] = {}
        self._teams: dict[tuple[str, str], tuple[str, str | None]] = {}

    def team(self, slack: WebClient, *, calling: Call = _unheard) -> tuple[str, str | None]:
        """Return the team and enterprise of the client's token, which never change."""
        key = slack.base_url, slack.token or ""
        if key not in self._teams:
            calling("auth.test")
            identity = slack.auth_test()
            self._teams[key] = str(identity["team_id"]), identity.get("enterprise_id")
        return self._teams[key]

    def is_ours(self, slack: WebClient, user_id: str, *, calling: Call = _unheard) -> bool:
        """Say whether a person is one of us. Raises what the Slack calls raise."""
        team_id, enterprise_id = self.team(slack, calling=calling)
        return is_internal(self.facts(slack, user_id, calling=calling), team_id, enterprise_id)

    def facts(self, slack: WebClient, user_id: str, *, calling: Call = _unheard) -> UserFacts:
        """Return what is known of a person. Raises what the Slack call raises."""
        known = self.known(slack, user_id)
        if known is not None:
            return known
        calling("users.info")
        return self._remember(slack, slack.users_info(user=user_id)["user"])

    def known(self, slack: WebClient, user_id: str) -> UserFacts | None:
        """Return what is remembered of a person, or None."""
        with self._lock:
            at, facts = self._known.get(_key(slack, user_id), (0.0, None))
        return facts if facts is not None and self._clock() - at < REMEMBERED_S else None

    def learn_all(self, slack: WebClient, *, calling: Call = _unheard) -> None:
        """Remember everybody of the workspace, with a call for each 200 of them."""
        cursor = ""
        while True:
            calling("users.list")
            page = slack.users_list(limit=MEMBERS_PAGE, cursor=cursor)
            for user in page["members"]:
                self._remember(slack, user)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def forget(self, user_id: str) -> None:
        """Ask Slack again the next time: the person changed."""
        with self._lock:
            self._known = {key: at for key, at in self._known.items() if key[2] != user_id}

    def _remember(self, slack: WebClient, user: dict[str, Any]) -> UserFacts:
        facts = user_facts(user)
        with self._lock:
            self._known[_key(slack, facts.user_id)] = (self._clock(), facts)
        return facts


PEOPLE = People()


def user_facts(user: dict[str, Any]) -> UserFacts:
    """Return the facts in a user object of Slack's."""
    return UserFacts(
        user_id=str(user.get("id", "")),
        looked_up=True,
        team_id=user.get("team_id"),
        enterprise_id=(user.get("enterprise_user") or {}).get("enterprise_id"),
        is_restricted=user.get("is_restricted"),
        is_ultra_restricted=user.get("is_ultra_restricted"),
        is_stranger=user.get("is_stranger"),
        is_invited_user=user.get("is_invited_user"),
        deleted=user.get("deleted"),
        is_bot=user.get("is_bot"),
    )


def look_at(slack: WebClient, channel_id: str) -> ChannelFacts:
    """Look at a channel, uncached; a look that fails says so in the facts.

    A connection that breaks is tried once more: looking twice is harmless.
    """
    try:
        try:
            return look(slack, channel_id)
        except OSError:
            return look(slack, channel_id)
    except (SlackClientError, OSError) as error:
        log.warning("could not look at a channel", extra={"channel": channel_id}, exc_info=error)
        return ChannelFacts()


def look(
    slack: WebClient, channel_id: str, *, members: bool = True, calling: Call = _unheard
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
    )
    if not members or facts.is_ext_shared or facts.is_member is False:
        return facts
    return replace(facts, has_guests=_has_guests(slack, channel_id, calling))


def _has_guests(slack: WebClient, channel_id: str, calling: Call) -> bool:
    """Say whether anybody in the channel is not ours. Our workspace's own bots are."""
    team_id, enterprise_id = PEOPLE.team(slack, calling=calling)
    found = list(_members(slack, channel_id, calling))
    if sum(PEOPLE.known(slack, user_id) is None for user_id in found) > MANY_UNKNOWN:
        PEOPLE.learn_all(slack, calling=calling)
    for user_id in found:
        facts = PEOPLE.facts(slack, user_id, calling=calling)
        if not is_internal(replace(facts, is_bot=False, deleted=False), team_id, enterprise_id):
            return True
    return False


def _members(slack: WebClient, channel_id: str, calling: Call) -> Iterator[str]:
    cursor = ""
    while True:
        calling("conversations.members")
        page = slack.conversations_members(channel=channel_id, limit=MEMBERS_PAGE, cursor=cursor)
        yield from page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _key(slack: WebClient, user_id: str) -> tuple[str, str, str]:
    return slack.base_url, slack.token or "", user_id
