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

from bot.delivery.carrier import Carrier
from bot.delivery.pace import RestingError
from bot.delivery.troubles import NO_ANSWER, Fault, Trouble
from storage import sending
from storage.database import Database

log = logging.getLogger(__name__)

SEVERAL = "dnd.teamInfo"
ONE = "dnd.info"
AT_ONCE = 50  # people in one call
AHEAD = 200  # messages: twice what is sent before it is looked ahead again
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

    def look_ahead(
        self, database: Database, carrier: Carrier, workspace_id: UUID, now: datetime
    ) -> None:
        """Learn who of a workspace's next readers is not to be disturbed.

        A refusal is remembered; it raises nothing, and holds up nobody.
        """
        with self._lock:
            silent_until = self._silent_until.get(workspace_id)
        if silent_until is not None and silent_until - DENIED <= now < silent_until:
            return
        with database.within(workspace_id).reading() as session:
            readers = sending.readers_due(session, workspace_id=workspace_id, now=now, limit=AHEAD)
        try:
            self._learn(carrier, readers, workspace_id, now)
        except RestingError:
            return  # asked too often; the next batch asks again
        except NO_ANSWER as error:
            self._note_refusal(workspace_id, carrier.fault(error), now)

    def _learn(
        self, carrier: Carrier, user_ids: Sequence[str], workspace_id: UUID, now: datetime
    ) -> None:
        """Ask Slack about those it has not spoken of for five minutes."""
        with self._lock:
            fresh = {key for key, said in self._known.items() if _fresh(said, now)}
        unknown = [one for one in dict.fromkeys(user_ids) if (workspace_id, one) not in fresh]
        for start in range(0, len(unknown), AT_ONCE):
            some = unknown[start : start + AT_ONCE]
            self._remember(workspace_id, some, _ask(carrier, some), now)

    def _remember(
        self, workspace_id: UUID, asked: Sequence[str], said: dict[str, Any], now: datetime
    ) -> None:
        with self._lock:
            self._known = {key: one for key, one in self._known.items() if _fresh(one, now)}
            for user_id in asked:
                one = said.get(user_id) or {}
                ends = one.get("next_dnd_end_ts") if one.get("dnd_enabled") else None
                begins = one.get("next_dnd_start_ts")
                self._known[workspace_id, user_id] = _Answer(
                    now, float(begins or 0), float(ends or 0)
                )

    def _note_refusal(self, workspace_id: UUID, fault: Fault, now: datetime) -> None:
        rest = DENIED if fault.trouble in {Trouble.FORBIDDEN, Trouble.REFUSED} else REMEMBERED
        with self._lock:
            self._silent_until[workspace_id] = now + rest
        log.info(
            "people's do-not-disturb is not known",
            extra={"workspace_id": str(workspace_id), "code": fault.code},
        )


def nobody_rests(_workspace_id: UUID, _user_id: str | None, _now: datetime) -> None:
    """Know nothing of anybody's do-not-disturb."""


def _ask(carrier: Carrier, user_ids: Sequence[str]) -> dict[str, Any]:
    """Return what Slack says of each; of a single person it is asked by another method."""
    if len(user_ids) == 1:
        carrier.calling(ONE)
        answer = carrier.slack.dnd_info(user=user_ids[0])
        return {user_ids[0]: {name: answer.get(name) for name in _FIELDS}}
    carrier.calling(SEVERAL)
    return carrier.slack.dnd_teamInfo(users=list(user_ids)).get("users") or {}


_FIELDS = ("dnd_enabled", "next_dnd_start_ts", "next_dnd_end_ts")


def _fresh(said: _Answer, now: datetime) -> bool:
    return timedelta() <= now - said.at < REMEMBERED
