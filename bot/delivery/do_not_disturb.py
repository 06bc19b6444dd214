"""Slack's do-not-disturb: asked for many people at once, before they are written to.

It needs the optional scope `dnd:read`. Where that was not given, or Slack does not answer,
nobody counts as resting.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any
from uuid import UUID

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.delivery.troubles import Trouble, fault_of

log = logging.getLogger(__name__)

METHOD = "dnd.teamInfo"
AT_ONCE = 50  # people in one call
REMEMBERED = timedelta(minutes=5)
DENIED = timedelta(days=1)  # without the scope nothing is asked for so long
Rests = Callable[[UUID, str | None, datetime], datetime | None]  # workspace, Slack user, now


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Slack said of one person, and when."""

    at: datetime
    begins: float
    ends: float


@dataclass
class DoNotDisturb:
    """What Slack said of people's do-not-disturb, remembered for five minutes."""

    _known: dict[tuple[UUID, str], _Answer] = field(default_factory=dict, init=False)
    _silent_until: dict[UUID, datetime] = field(default_factory=dict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def until(self, workspace_id: UUID, user_id: str | None, now: datetime) -> datetime | None:
        """Return when a person who is not to be disturbed at ``now`` can be again, else None."""
        with self._lock:
            said = self._known.get((workspace_id, user_id or ""))
        if said is None or not _fresh(said, now) or not said.begins <= now.timestamp() < said.ends:
            return None
        return datetime.fromtimestamp(said.ends, UTC)

    def asks(self, workspace_id: UUID, now: datetime) -> bool:
        """Say whether it is any use to ask about a workspace's people."""
        with self._lock:
            silent_until = self._silent_until.get(workspace_id)
        return silent_until is None or not silent_until - DENIED <= now < silent_until

    def learn(
        self,
        slack: WebClient,
        user_ids: Sequence[str],
        *,
        workspace_id: UUID,
        now: datetime,
        calling: Callable[[str], None],
    ) -> None:
        """Ask Slack about those it has not spoken of for five minutes.

        ``calling`` counts a call, and raises where the method has to rest. A refusal is
        remembered, and raises nothing.
        """
        with self._lock:
            known = {
                user
                for (place, user), said in self._known.items()
                if place == workspace_id and _fresh(said, now)
            }
        unknown = [user for user in dict.fromkeys(user_ids) if user not in known]
        for start in range(0, len(unknown), AT_ONCE):
            some = unknown[start : start + AT_ONCE]
            calling(METHOD)
            try:
                answer = slack.dnd_teamInfo(users=some)
            except (SlackApiError, OSError) as error:
                self._note_refusal(workspace_id, error, now)
                return
            self._remember(workspace_id, some, answer.get("users") or {}, now)

    def _remember(
        self, workspace_id: UUID, asked: Sequence[str], said: dict[str, Any], now: datetime
    ) -> None:
        with self._lock:
            self._known = {key: one for key, one in self._known.items() if _fresh(one, now)}
            for user_id in asked:
                one = said.get(user_id) or {}
                on = bool(one.get("dnd_enabled"))
                begins, ends = one.get("next_dnd_start_ts"), one.get("next_dnd_end_ts")
                self._known[workspace_id, user_id] = _Answer(
                    now, float(begins or 0), float(ends or 0) if on else 0.0
                )

    def _note_refusal(self, workspace_id: UUID, error: Exception, now: datetime) -> None:
        fault = fault_of(error)
        rest = DENIED if fault.trouble in {Trouble.FORBIDDEN, Trouble.REFUSED} else REMEMBERED
        with self._lock:
            self._silent_until[workspace_id] = now + rest
        log.info(
            "people's do-not-disturb is not known",
            extra={"workspace_id": str(workspace_id), "code": fault.code},
        )


def nobody_rests(_workspace_id: UUID, _user_id: str | None, _now: datetime) -> None:
    """Know nothing of anybody's do-not-disturb."""


def _fresh(said: _Answer, now: datetime) -> bool:
    return timedelta() <= now - said.at < REMEMBERED
