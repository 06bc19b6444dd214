"""The watch: our own channels are looked at in turn, so that none is shared unseen for long.

Slack's events tell of most changes at once. An invitation to another company has no event,
and an event can be lost: every half minute a few channels are looked at again, those
first that nobody looked at for longest. What is sent is looked at besides, each time.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from types import MappingProxyType
from uuid import UUID

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.delivery.channels import look
from bot.delivery.pace import Limits, Pace, RestingError
from bot.delivery.pausing import GONE, pause
from bot.delivery.people import People
from bot.delivery.troubles import NO_ANSWER, Trouble, fault_of
from bot.rules.audience import Audience, ChannelFacts, may_post
from storage import watched_channels
from storage.database import Database

log = logging.getLogger(__name__)

MOST = 10  # channels of a workspace looked at in one round: all of twenty within a minute
AT_ONCE = 4  # workspaces
# A part of what Slack permits; the rest is for what is sent.
SHARE = Limits(
    per_minute=MappingProxyType(
        {
            "conversations.info": 25,
            "conversations.members": 50,
            "users.info": 50,
            "users.list": 10,
        }
    )
)


@dataclass
class Watch:
    """Looks at our own channels. ``slack`` gives a workspace's client."""

    database: Database
    slack: Callable[[UUID], WebClient]
    people: People
    serves: Callable[[UUID], bool]
    stopping: Event = field(default_factory=Event)
    _paces: dict[UUID, Pace] = field(default_factory=dict, init=False)

    def look_around(
        self, now: datetime, mine: Callable[[UUID], bool] = lambda _workspace: True
    ) -> int:
        """Look at the next channels of the workspaces that are ``mine``; return how many paused."""
        with self.database.across_workspaces.reading() as session:
            found = watched_channels.workspaces(session)
        served = [each for each in found if mine(each) and self.serves(each)]
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="watching") as pool:
            return sum(pool.map(lambda each: self._in_or_none(each, now), served))

    def _in_or_none(self, workspace_id: UUID, now: datetime) -> int:
        try:
            return self._in(workspace_id, now)
        except Exception:
            # One workspace's trouble must not leave the others unwatched.
            log.exception("the watch broke", extra={"workspace_id": str(workspace_id)})
            return 0

    def _in(self, workspace_id: UUID, now: datetime) -> int:
        with self.database.within(workspace_id).reading() as session:
            due = watched_channels.next_ones(session, workspace_id=workspace_id, limit=MOST)
        paused = 0
        for channel_id, slack_id in due:
            if self.stopping.is_set():
                break
            try:
                reason = self._reason(workspace_id, slack_id)
            except (RestingError, *NO_ANSWER) as error:
                # Whatever is to be sent there is looked at again; here the next round goes on.
                log.info("the watch pauses", extra={"channel": slack_id, "why": _code(error)})
                if _is_of_channel(error):
                    continue  # one that never answers must not keep the others from their turn
                break
            with self.database.within(workspace_id).transaction() as session:
                watched_channels.looked(session, channel_id=channel_id, at=now)
                if reason is not None:
                    paused += pause(session, channel_id=channel_id, reason=reason, now=now)
        return paused

    def _reason(self, workspace_id: UUID, slack_id: str) -> str | None:
        """Return why nothing of ours may go there any more, or None. Raises what Slack raises."""
        pace = self._paces.setdefault(workspace_id, Pace(SHARE))

        def calling(method: str) -> None:
            wait_s = pace.wait_s(method)
            if wait_s > 0:
                raise RestingError(method, wait_s)
            pace.called(method)

        try:
            facts = look(self.slack(workspace_id), slack_id, self.people, calling=calling)
        except SlackApiError as error:
            fault = fault_of(error)
            if fault.trouble is Trouble.WAIT:
                pace.rest(method="conversations.info", seconds=fault.wait_s)
            if fault.trouble is not Trouble.CHANNEL:
                raise
            return GONE
        return why_not(facts)


def why_not(facts: ChannelFacts) -> str | None:
    """Return why nothing of ours may go to a channel that looks like this, or None."""
    verdict = may_post(Audience.INTERNAL, facts)
    return None if verdict.allowed else verdict.reason


def _is_of_channel(error: Exception) -> bool:
    """Say whether Slack answered about this channel, and may answer about the next."""
    rest = {Trouble.WAIT, Trouble.WORKSPACE}
    return isinstance(error, SlackApiError) and fault_of(error).trouble not in rest


def _code(error: Exception) -> str:
    return fault_of(error).code if isinstance(error, SlackApiError) else type(error).__name__
