"""What Slack says of people: whether somebody is one of us, asked before they are written to."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from slack_sdk import WebClient

from bot.clock import monotonic
from bot.rules.audience import UserFacts, is_internal

REMEMBERED_S = 300.0
PAGE = 200
Call = Callable[[str], None]  # told each Web API method before it is called


def unheard(_method: str) -> None:
    """Take no note of a call."""


class People:
    """What users.info said of people, remembered for at most five minutes.

    Channels are looked at anew each time; asking again for each of their members would not
    be possible within Slack's limits. Each bot has one of these, and hands it down.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._known: dict[tuple[str, str, str], tuple[float, UserFacts]] = {}
        self._teams: dict[tuple[str, str], tuple[str, str | None]] = {}

    def team(self, slack: WebClient, *, calling: Call = unheard) -> tuple[str, str | None]:
        """Return the team and enterprise of the client's token, which never change."""
        key = slack.base_url, slack.token or ""
        if key not in self._teams:
            calling("auth.test")
            identity = slack.auth_test()
            self._teams[key] = str(identity["team_id"]), identity.get("enterprise_id")
        return self._teams[key]

    def is_ours(self, slack: WebClient, user_id: str, *, calling: Call = unheard) -> bool:
        """Say whether a person is one of us. Raises what the Slack calls raise."""
        team_id, enterprise_id = self.team(slack, calling=calling)
        return is_internal(self.facts(slack, user_id, calling=calling), team_id, enterprise_id)

    def facts(self, slack: WebClient, user_id: str, *, calling: Call = unheard) -> UserFacts:
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

    def learn_all(self, slack: WebClient, *, calling: Call = unheard) -> None:
        """Remember everybody of the workspace, with a call for each 200 of them."""
        cursor = ""
        while True:
            calling("users.list")
            page = slack.users_list(limit=PAGE, cursor=cursor)
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


def _key(slack: WebClient, user_id: str) -> tuple[str, str, str]:
    return slack.base_url, slack.token or "", user_id
