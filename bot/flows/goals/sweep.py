"""The sweep: every goal whose time has come judged, and what changed for the worse spoken of."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.goals import slips
from bot.flows.goals.judging import SETTLED, as_read, first_stale_day, reached
from bot.flows.goals.recovery import better_judgements, settle_recovered
from bot.flows.goals.slips import Slip
from bot.flows.nudges import receivers
from bot.flows.nudges.receivers import Receivers
from bot.rules.pace import Band, Judgement, recovered, worse
from bot.rules.working_calendar import ONE_DAY, WorkingCalendar
from storage import goal_sweep, nudges
from storage.goal_sweep import Look, RawId, SweptGoal, ThinGoal, uuid_of
from storage.goals import Goal, GoalState
from storage.nudges import Nudge

log = logging.getLogger(__name__)

BAD = frozenset({Band.AT_RISK, Band.OFF_TRACK, Band.MISSED})
# Looked at again by then, although nothing is known that changes it.
AT_LATEST = timedelta(days=7)
MIDNIGHT = time()


def sweep(session: Session, *, workspace_id: UUID, now: datetime) -> tuple[int, bool]:
    """Judge goals whose time has come; return how many nudges arose, and if more goals wait.

    Each is looked at again at once when anything it is judged by changes, else when its number
    gets too old. A band that changed for the worse is spoken of once. A band that got better
    is taken over once the recovery holds; until then the goal stays in the band spoken of.
    """
    nudges.lock(session, workspace_id=workspace_id)
    people = receivers.load(session, workspace_id=workspace_id)
    over = _snoozes_over(session, people, workspace_id=workspace_id, now=now)
    again = frozenset(one.subject_id for one in over)
    goals, more = goal_sweep.due(session, workspace_id=workspace_id, now=now, also=again)
    _end(session, over, goals, now=now)
    judging = _Judging(people, now, again)
    for goal in goals:
        judging.look(goal)
    return judging.write(session, workspace_id), more


class _Judging:
    """Goal by goal: thin, because it runs for every goal there is."""

    def __init__(self, people: Receivers, now: datetime, again: frozenset[UUID]) -> None:
        self._people = people
        self._now = now
        self._again = again
        self._days: dict[RawId | None, tuple[date, WorkingCalendar]] = {}
        self._midnights: dict[tuple[str, date], datetime] = {}
        self._looks: list[Look] = []
        # What there may be something to say about: as read, and as judged today.
        self._changed: dict[UUID, tuple[ThinGoal, Judgement, Judgement]] = {}

    def look(self, goal: ThinGoal) -> None:
        """Judge one goal and note what is kept of it."""
        today, calendar = self._days.get(goal.owner_id) or self._owner_days(goal.owner_id)
        try:
            read = as_read(goal, self._people.limits)
            stale_on = self._stale_on(goal, calendar)
        except ValueError:
            log.exception("a goal cannot be judged", extra={"goal": str(goal.id)})
            due = self._midnight(today + ONE_DAY, calendar)
            self._looks.append(Look(goal.id, due, None, None, None, goal.band, goal.band_since))
            return
        ages = read.band not in SETTLED
        is_stale = ages and stale_on <= today
        judged = replace(read, band=Band.STALE) if is_stale else read
        band = judged.band if goal.agreed_theirs_on is not None else Band.NOT_ALIGNED
        changed = band is not goal.band
        to_agree = band is Band.NOT_ALIGNED and judged.band in BAD
        if to_agree or (changed and (band in BAD or goal.band in BAD)) or self._put_off(goal):
            self._changed[uuid_of(goal.id)] = goal, read, judged
            return
        due = self._now + AT_LATEST
        if ages and not is_stale:
            due = min(due, self._midnight(stale_on, calendar))
        since = today if changed else goal.band_since
        self._looks.append(Look(goal.id, due, stale_on, read.band, reached(read), band, since))

    def write(self, session: Session, workspace_id: UUID) -> int:
        """Keep what was found, and speak of what slipped; return how many nudges arose."""
        told: list[Slip] = []
        better: dict[UUID, bool] = {}
        ids = list(self._changed)
        for goal in goal_sweep.of_ids(session, workspace_id=workspace_id, goal_ids=ids):
            thin, read, judged = self._changed[goal.id]
            band = self._band(session, goal, judged)
            today, calendar = self._days[thin.owner_id]
            stale_on = self._stale_on(thin, calendar)
            # Tomorrow again: it may be told anew, or have got better by readings that came late.
            due = self._midnight(today + ONE_DAY, calendar)
            since = today if band is not goal.band else thin.band_since
            self._looks.append(Look(thin.id, due, stale_on, read.band, reached(read), band, since))
            again = goal.id in self._again and judged.band in BAD
            to_agree = goal.agreed_theirs_on is None and judged.band in BAD
            if again or to_agree or worse(goal.band, band):
                told.append(Slip(goal, judged, again=again))
            elif goal.band in BAD and band is not goal.band and band is not Band.NOT_ALIGNED:
                better[goal.id] = band not in BAD
        goal_sweep.keep(session, self._looks)
        settle_recovered(session, better, workspace_id=workspace_id, now=self._now)
        return slips.raise_slips(
            session, told, people=self._people, workspace_id=workspace_id, now=self._now
        )

    def _band(self, session: Session, goal: SweptGoal, judged: Judgement) -> Band:
        """Return the band to keep: one spoken of stays until the recovery holds."""
        if goal.agreed_theirs_on is None:
            return Band.NOT_ALIGNED
        band, old = judged.band, goal.band
        if old not in BAD or band is old or worse(old, band):
            return band
        judgements = better_judgements(session, goal, self._people.limits)
        return band if recovered(old, judgements, limits=self._people.limits) else old

    def _put_off(self, goal: ThinGoal) -> bool:
        """Say whether somebody put it off until now."""
        return bool(self._again) and uuid_of(goal.id) in self._again

    def _stale_on(self, goal: ThinGoal, calendar: WorkingCalendar) -> date:
        """Return the first day its number is too old; one never read is due from the start on."""
        last = goal.newest_as_of or goal.start_on
        return first_stale_day(last, goal.rhythm, calendar, self._people.limits)

    def _midnight(self, day: date, calendar: WorkingCalendar) -> datetime:
        key = calendar.zone, day
        if key not in self._midnights:
            self._midnights[key] = calendar.local_instant(day, MIDNIGHT)
        return self._midnights[key]

    def _owner_days(self, owner_id: RawId | None) -> tuple[date, WorkingCalendar]:
        calendar = self._people.calendar(uuid_of(owner_id) if owner_id else None)
        days = self._days[owner_id] = (calendar.local_date(self._now), calendar)
        return days


def _snoozes_over(
    session: Session, people: Receivers, *, workspace_id: UUID, now: datetime
) -> list[Nudge]:
    latest = now.date() + timedelta(days=1)  # east of UTC it is tomorrow already
    snoozes = nudges.snoozed_until(session, workspace_id=workspace_id, day=latest)
    return [one for one in snoozes if one.local_on <= people.today(now, one.recipient_id)]


def _end(
    session: Session, snoozes: Sequence[Nudge], goals: Sequence[ThinGoal], *, now: datetime
) -> None:
    """End the snoozes whose goals are looked at now, or at rest.

    A goal that somebody is changing at this moment is taken up the next time.
    """
    if not snoozes:
        return
    looked_at = {uuid_of(goal.id) for goal in goals}
    for one in snoozes:
        goal = None if one.subject_id in looked_at else session.get(Goal, one.subject_id)
        if goal is None or goal.state is not GoalState.ACTIVE:
            one.acted_at, one.action = now, "ended"
            session.add(one)
