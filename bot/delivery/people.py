"""What Slack says of people: whether somebody is one of us, asked before they are written to."""

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.clock import monotonic
from bot.delivery.pace import MINUTE_S, RestingError
from bot.delivery.troubles import Trouble, fault_of
from bot.rules.audience import UserFacts, is_internal

log = logging.getLogger(__name__)

REMEMBERED_S = 300.0
PAGE = 200
MANY = 20  # asked for one by one within a minute; whole pages of everybody come cheaper then
Call = Callable[[str], None]  # told each Web API method before it is called
Whose = tuple[str, str]  # a client's address and token


def unheard(_method: str) -> None:
    """Take no note of a call."""


@dataclass(slots=True)
class _Listing:
    """How far everybody of a workspace was read, and whom we asked for by name lately."""

    began_at: float = float("-inf")
    cursor: str | None = None  # of the next page; None when there is none
    asked_at: deque[float] = field(default_factory=deque)


class People:
    """What Slack said of people, remembered for at most five minutes.

    Channels are looked at anew each time; asking again for each of their members would not
    be possible within Slack's limits. Nor would asking for each of two thousand people who
    are written to in one morning: where many are unknown, everybody is read page by page.
    Each bot has one of these, and hands it down.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._known: dict[tuple[Whose, str], tuple[float, UserFacts]] = {}
        self._teams: dict[Whose, tuple[str, str | None]] = {}
        self._listings: dict[Whose, _Listing] = defaultdict(_Listing)

    def team(self, slack: WebClient, *, calling: Call = unheard) -> tuple[str, str | None]:
        """Return the team and enterprise of the client's token, which never change."""
        key = _whose(slack)
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
        if known is None and self._asked_often(slack) and self._read_page(slack, calling):
            known = self.known(slack, user_id)
        return known or self._ask(slack, user_id, calling)

    def each(
        self, slack: WebClient, user_ids: Iterable[str], *, calling: Call = unheard
    ) -> list[UserFacts]:
        """Return what is known of each of these. Raises what the Slack calls raise."""
        asked = list(user_ids)
        unknown = self._unknown(slack, asked)
        for _ in range(len(unknown)):  # more pages than people would be dearer than asking
            if len(unknown) <= MANY or not self._read_page(slack, calling):
                break
            unknown = self._unknown(slack, unknown)
        return [self.facts(slack, user_id, calling=calling) for user_id in asked]

    def known(self, slack: WebClient, user_id: str) -> UserFacts | None:
        """Return what is remembered of a person, or None."""
        with self._lock:
            at, facts = self._known.get((_whose(slack), user_id), (0.0, None))
        return facts if facts is not None and self._clock() - at < REMEMBERED_S else None

    def forget(self, user_id: str) -> None:
        """Ask Slack again the next time: the person changed."""
        with self._lock:
            self._known = {key: said for key, said in self._known.items() if key[1] != user_id}

    def _unknown(self, slack: WebClient, user_ids: Iterable[str]) -> list[str]:
        return [user_id for user_id in user_ids if self.known(slack, user_id) is None]

    def _ask(self, slack: WebClient, user_id: str, calling: Call) -> UserFacts:
        calling("users.info")
        with self._lock:
            self._listings[_whose(slack)].asked_at.append(self._clock())
        user = slack.users_info(user=user_id)["user"]
        return self._remember(slack, [user])[0]

    def _asked_often(self, slack: WebClient) -> bool:
        """Say whether so many were asked for lately that it goes on for more of them."""
        with self._lock:
            asked_at = self._listings[_whose(slack)].asked_at
            while asked_at and self._clock() - asked_at[0] >= MINUTE_S:
                asked_at.popleft()
            return len(asked_at) >= MANY

    def _read_page(self, slack: WebClient, calling: Call) -> bool:
        """Remember the next people of the workspace; False when that cannot be done now."""
        cursor = self._next_cursor(slack)
        if cursor is None:
            return False
        try:
            calling("users.list")
            page = slack.users_list(limit=PAGE, cursor=cursor)
        except RestingError:
            return False
        except SlackApiError as error:
            if fault_of(error).trouble is Trouble.WAIT:
                raise  # whoever paces the calls has to hear of it
            log.warning("could not read who is there", extra={"code": error.response.get("error")})
            self._go_on_from(slack, None)
            return False
        self._remember(slack, page["members"])
        self._go_on_from(slack, (page.get("response_metadata") or {}).get("next_cursor") or None)
        return True

    def _next_cursor(self, slack: WebClient) -> str | None:
        """Return where to read on; None when all of it was read less than five minutes ago."""
        with self._lock:
            listing, now = self._listings[_whose(slack)], self._clock()
            if listing.cursor is None and now - listing.began_at >= REMEMBERED_S:
                listing.cursor, listing.began_at = "", now
                self._known = {
                    key: said for key, said in self._known.items() if now - said[0] < REMEMBERED_S
                }
            return listing.cursor

    def _go_on_from(self, slack: WebClient, cursor: str | None) -> None:
        with self._lock:
            self._listings[_whose(slack)].cursor = cursor

    def _remember(self, slack: WebClient, users: list[dict[str, Any]]) -> list[UserFacts]:
        found = [user_facts(user) for user in users]
        with self._lock:
            for facts in found:
                self._known[_whose(slack), facts.user_id] = (self._clock(), facts)
        return found


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


def _whose(slack: WebClient) -> Whose:
    return slack.base_url, slack.token or ""
