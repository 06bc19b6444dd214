"""The sweep: every active goal judged, and what changed for the worse spoken of."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from sqlmodel import Session

from bot.flows import receivers, slips
from bot.flows.judging import judge_goal
from bot.flows.receivers import Receivers
from bot.flows.recovery import better_judgements, settle_recovered
from bot.flows.slips import Slip
from bot.rules.pace import Band, Judgement, recovered, worse
from bot.rules.working_calendar import WorkingCalendar
from storage import goal_sweep, nudges
from storage.goal_sweep import Banded, RawId, ThinGoal, uuid_of

log = logging.getLogger(__name__)

BAD = frozenset({Band.AT_RISK, Band.OFF_TRACK, Band.MISSED})
FLUSH = 1000  # changed goals kept in memory at most, but for one partner's own


@dataclass(slots=True)
class _Found:
    """What the sweep found and has not written yet."""

    bands: list[Banded] = field(default_factory=list)  # changed, with nothing to say about it
    changed: dict[UUID, Judgement] = field(default_factory=dict)
    again: set[UUID] = field(default_factory=set)  # whose snooze ended


def sweep(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Judge every active goal of the workspace; return how many nudges arose.

    A band that changed for the worse is spoken of once. A band that got better is taken over
    once the recovery holds; until then the goal stays in the band that was spoken of.
    """
    nudges.lock(session, workspace_id=workspace_id)
    people = receivers.load(session, workspace_id=workspace_id)
    again = _ended_snoozes(session, people, workspace_id=workspace_id, now=now)
    found, raised = _Found(), 0
    judging = _Judging(people, now, again)
    goals = goal_sweep.active(session, workspace_id=workspace_id)
    for _, of_partner in groupby(goals, attrgetter("partner_id")):
        judging.look(of_partner, found)
        if len(found.bands) + len(found.changed) >= FLUSH:
            raised += _write(session, found, people, workspace_id, now)
            found = _Found()
    return raised + _write(session, found, people, workspace_id, now)


class _Judging:
    """Goal by goal: thin, because it runs for every goal there is."""

    def __init__(self, people: Receivers, now: datetime, again: frozenset[UUID]) -> None:
        self._people = people
        self._now = now
        self._again = again
        self._days: dict[RawId | None, tuple[date, WorkingCalendar]] = {}

    def look(self, goals: Iterable[ThinGoal], found: _Found) -> None:
        """Judge one partner's goals and note those there may be something to say about."""
        for goal in goals:
            days = self._days.get(goal.owner_id) or self._owner_days(goal.owner_id)
            try:
                judged = judge_goal(goal, *days, self._people.limits)
            except ValueError:
                log.exception("a goal cannot be judged", extra={"goal": str(goal.id)})
                continue
            band = judged.band if goal.agreed_theirs_on is not None else Band.NOT_ALIGNED
            if band is goal.band and band is not Band.NOT_ALIGNED and not self._again:
                continue
            self._note(goal, judged, band, days[0], found)

    def _note(
        self, goal: ThinGoal, judged: Judgement, band: Band, today: date, found: _Found
    ) -> None:
        goal_id = uuid_of(goal.id)
        changed = band is not goal.band
        to_agree = band is Band.NOT_ALIGNED and judged.band in BAD
        if goal_id in self._again:
            found.again.add(goal_id)
            found.changed[goal_id] = judged
        elif to_agree or (changed and (band in BAD or goal.band in BAD)):
            found.changed[goal_id] = judged
        elif changed:
            found.bands.append(Banded(goal_id, band, today))

    def _owner_days(self, owner_id: RawId | None) -> tuple[date, WorkingCalendar]:
        calendar = self._people.calendar(uuid_of(owner_id) if owner_id else None)
        days = self._days[owner_id] = (calendar.local_date(self._now), calendar)
        return days


def _write(
    session: Session, found: _Found, people: Receivers, workspace_id: UUID, now: datetime
) -> int:
    """Keep the bands that changed, and speak of what slipped."""
    bands = list(found.bands)
    told: list[Slip] = []
    better: list[UUID] = []
    ids = list(found.changed)
    for goal in goal_sweep.of_ids(session, workspace_id=workspace_id, goal_ids=ids):
        judged = found.changed[goal.id]
        agreed = goal.agreed_theirs_on is not None
        band = judged.band if agreed else Band.NOT_ALIGNED
        slipped = worse(goal.band, band) or (not agreed and judged.band in BAD)
        if goal.band in BAD and agreed and band is not goal.band and not slipped:
            judgements = better_judgements(session, goal, people.limits)
            if not recovered(goal.band, judgements, limits=people.limits):
                band = goal.band  # until the recovery holds
            else:
                better.append(goal.id)
        if band is not goal.band:
            today = people.today(now, goal.owner_id)
            bands.append(Banded(goal.id, band, today))
        again = goal.id in found.again and judged.band in BAD
        if slipped or again:
            told.append(Slip(goal, judged, again=again))
    goal_sweep.keep_bands(session, bands)
    settle_recovered(session, better, workspace_id=workspace_id, now=now)
    return slips.raise_slips(session, told, people=people, workspace_id=workspace_id, now=now)


def _ended_snoozes(
    session: Session, people: Receivers, *, workspace_id: UUID, now: datetime
) -> frozenset[UUID]:
    ended = []
    latest = now.date() + timedelta(days=1)  # east of UTC it is tomorrow already
    for one in nudges.snoozed_until(session, workspace_id=workspace_id, day=latest):
        if one.local_on <= people.today(now, one.recipient_id):
            one.acted_at, one.action = now, "ended"
            session.add(one)
            ended.append(one.subject_id)
    return frozenset(ended)
