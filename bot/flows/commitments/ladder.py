"""The ladder of late promises: owner, owner in the channel, the partner's owner, the sponsor."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.commitments.rungs import RUNGS, Rung
from bot.flows.nudges import receivers
from bot.flows.nudges.receivers import Receivers
from bot.rules.commitments import working_days_late
from bot.rules.nudging import Step, ladder_step
from bot.rules.stages import SILENT_STAGES
from bot.rules.working_calendar import ONE_DAY, WorkingCalendar
from storage import ladder, nudges
from storage.ladder import Late, Said
from storage.nudges import Nudge
from storage.people import Side

_RESTS = {"comment", "commented"}
_RULES = frozenset(RUNGS.values())
_LOOK_BACK = timedelta(days=120)
SEEN_WITHIN = timedelta(days=2)
# Looked at again by then, although nothing is known that changes it.
AT_LATEST = timedelta(days=7)
MIDNIGHT = time()


def climb(session: Session, *, workspace_id: UUID, now: datetime) -> tuple[int, bool]:
    """Take the rungs that are due, one a day for each late promise; return how many were taken.

    Also whether more promises may wait. The channel's rung is written into the outbox; the
    others wait for the recipient's next daily message. Any answer starts the ladder anew, a
    comment only a week after it was made.
    """
    nudges.lock(session, workspace_id=workspace_id)
    found = ladder.due(
        session,
        workspace_id=workspace_id,
        last=now.date() + ONE_DAY,
        last_rung=RUNGS[Step.SPONSOR],
        now=now,
    )
    if not found:
        return 0, False
    people = receivers.load(session, workspace_id=workspace_id)
    climbing = _Climbing(session, workspace_id, people, now)
    history = ladder.said(
        session,
        workspace_id=workspace_id,
        promise_ids=[one.id for one in found],
        since=now.date() - _LOOK_BACK,
    )
    for one in found:
        climbing.look(one, history.get(one.id, []))
    ladder.look_again(session, climbing.looks)
    nudges.record(session, climbing.taken)
    return len(climbing.taken), len(found) == ladder.BATCH


@dataclass(frozen=True, slots=True)
class _Climbing:
    session: Session
    workspace_id: UUID
    people: Receivers
    now: datetime
    taken: list[Nudge] = field(default_factory=list)
    looks: list[tuple[UUID, datetime]] = field(default_factory=list)  # when each is next

    def look(self, promise: Late, history: Sequence[Said]) -> None:
        """Take the rung that is due, if one is, and note when to look again."""
        ours = promise.owner_id if promise.side is Side.OURS else None
        calendar = self.people.calendar(ours, promise.partner_owner_id)
        today = calendar.local_date(self.now)
        used = [one for one in history if one.rule in _RULES and one.acted_at is None]
        step = self._step(promise, history, used, today=today, calendar=calendar)
        if step is not None:
            days = working_days_late(promise.due_on, today, calendar)
            rung = Rung(step, promise, used, today, days, self.people, self.now)
            self.taken.append(rung.take(self.session, self.workspace_id))
        on = self._next_day(promise, history, used, today=today, calendar=calendar)
        self.looks.append((promise.id, calendar.local_instant(on, MIDNIGHT)))

    def _step(
        self,
        promise: Late,
        history: Sequence[Said],
        used: Sequence[Said],
        *,
        today: date,
        calendar: WorkingCalendar,
    ) -> Step | None:
        its = self.people.limits
        if promise.at_the_top or promise.stage in SILENT_STAGES:
            return None
        rest = timedelta(days=its.same_fact_days)
        rests = any(_rests(one, calendar, today - rest) for one in history)
        if rests or any(one.local_on >= today for one in used):
            return None
        # An absence alone stops no rung: who is away is stood in for.
        if not replace(calendar, away=()).is_working_day(today):
            return None
        days = working_days_late(promise.due_on, today, calendar)
        return ladder_step(days, len(used), limits=its)

    def _next_day(
        self,
        promise: Late,
        history: Sequence[Said],
        used: Sequence[Said],
        *,
        today: date,
        calendar: WorkingCalendar,
    ) -> date:
        """Return the day of the next rung, or an earlier one on which something may be new."""
        tomorrow, rungs = today + ONE_DAY, self.people.limits.ladder_days
        # What was said last may turn out never to have been seen.
        latest = max((one.local_on for one in history), default=None)
        settled = latest is None or latest < today - SEEN_WITHIN
        taken_now = bool(self.taken) and self.taken[-1].subject_id == promise.id
        if taken_now or not settled or len(used) >= len(rungs):
            return tomorrow
        rung = calendar.add_working_days(promise.due_on, rungs[len(used)])
        return min(max(tomorrow, rung), today + AT_LATEST)


def _rests(one: Said, calendar: WorkingCalendar, since: date) -> bool:
    """Say whether somebody commented on it after that day."""
    if one.action not in _RESTS or one.acted_at is None:
        return False
    return calendar.local_date(one.acted_at) > since
