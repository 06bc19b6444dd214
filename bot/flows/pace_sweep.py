"""The sweep: every active goal judged, and what changed for the worse spoken of."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
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
from storage.goal_sweep import Banded, SweptGoal

log = logging.getLogger(__name__)

BAD = frozenset({Band.AT_RISK, Band.OFF_TRACK, Band.MISSED})
FLUSH = 500  # changed goals kept in memory at most, but for one partner's own


@dataclass(slots=True)
class _Found:
    """What the sweep found and has not written yet."""

    bands: list[Banded] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    recovered: list[UUID] = field(default_factory=list)


def sweep(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Judge every active goal of the workspace; return how many nudges arose.

    A band that changed for the worse is spoken of once. A band that got better is taken over
    once the recovery holds; until then the goal stays in the band that was spoken of.
    """
    nudges.lock(session, workspace_id=workspace_id)
    people = receivers.load(session, workspace_id=workspace_id)
    again = _ended_snoozes(session, people, workspace_id=workspace_id, now=now)
    found, raised = _Found(), 0
    judging = _Judging(session, people, now, again)
    for _, goals in groupby(
        goal_sweep.active(session, workspace_id=workspace_id), attrgetter("partner_id")
    ):
        judging.look(goals, found)
        if len(found.bands) + len(found.slips) >= FLUSH:
            raised += _write(session, found, people, workspace_id, now)
            found = _Found()
    return raised + _write(session, found, people, workspace_id, now)


def _write(
    session: Session, found: _Found, people: Receivers, workspace_id: UUID, now: datetime
) -> int:
    goal_sweep.keep_bands(session, found.bands)
    settle_recovered(session, found.recovered, workspace_id=workspace_id, now=now)
    return slips.raise_slips(
        session, found.slips, people=people, workspace_id=workspace_id, now=now
    )


class _Judging:
    """Goal by goal: thin, because it runs for every goal there is."""

    def __init__(
        self, session: Session, people: Receivers, now: datetime, again: frozenset[UUID]
    ) -> None:
        self._session = session
        self._people = people
        self._now = now
        self._again = again
        self._days: dict[UUID | None, tuple[date, WorkingCalendar]] = {}

    def look(self, goals: Iterable[SweptGoal], found: _Found) -> None:
        """Judge one partner's goals and note what changed."""
        for goal in goals:
            days = self._days.get(goal.owner_id)
            if days is None:
                calendar = self._people.calendar(goal.owner_id)
                days = self._days[goal.owner_id] = (calendar.local_date(self._now), calendar)
            try:
                judged = judge_goal(goal, *days)
            except ValueError:
                log.exception("a goal cannot be judged", extra={"goal": str(goal.id)})
                continue
            agreed = goal.agreed_theirs_on is not None
            band = judged.band if agreed else Band.NOT_ALIGNED
            if band is not goal.band:
                self._changed(goal, judged, band, days[0], found)
            elif not agreed and judged.band in BAD:
                found.slips.append(Slip(goal, judged))
            if goal.id in self._again and judged.band in BAD:
                found.slips.append(Slip(goal, judged, again=True))

    def _changed(
        self, goal: SweptGoal, judged: Judgement, band: Band, today: date, found: _Found
    ) -> None:
        if goal.band in BAD and band is not Band.NOT_ALIGNED and not worse(goal.band, band):
            readings = better_judgements(self._session, goal)
            if not recovered(goal.band, readings):
                return
            found.recovered.append(goal.id)
        found.bands.append(Banded(goal.id, band, today, 0))
        not_agreed = band is Band.NOT_ALIGNED and judged.band in BAD
        if not_agreed or worse(goal.band, band):
            found.slips.append(Slip(goal, judged))


def _ended_snoozes(
    session: Session, people: Receivers, *, workspace_id: UUID, now: datetime
) -> frozenset[UUID]:
    ended = []
    latest = now.date()
    for one in nudges.snoozed_until(session, workspace_id=workspace_id, day=latest):
        if one.local_on <= people.today(now, one.recipient_id):
            one.acted_at, one.action = now, "ended"
            session.add(one)
            ended.append(one.subject_id)
    return frozenset(ended)
