"""What the record shows of many partners' health, gathered in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.flows.health.goals import (
    SLIPPED,
    Headline,
    Shares,
    dark_before,
    judge_what_changed,
    off_track_in_a_row,
)
from bot.flows.health.pulse import Answered, answers_of
from bot.flows.workspace import limits
from bot.rules.commitments import CommitmentState, KeptRate, Promise, kept_rate
from bot.rules.defaults import DEFAULTS, Limits
from storage import health_facts, health_goals
from storage.goal_sweep import RawId, uuid_of
from storage.health_facts import PartnerRow
from storage.people import Side

LOOK_BACK_DAYS = 90


@dataclass(slots=True)
class Evidence:
    """One partner's record. Dates of None are of what never happened."""

    partner: PartnerRow
    fresh: Shares = field(default_factory=Shares)
    dark: Shares = field(default_factory=Shares)  # too old to say anything
    kept: dict[Side, KeptRate] = field(default_factory=dict)
    active_days: int = 0
    headline: Headline | None = None  # None: not agreed, or there is none
    headline_off_track: int = 0
    pulse: list[Answered] = field(default_factory=list)
    kept_days: int = DEFAULTS.kept_window_days  # how far back the kept rate looks

    @property
    def last_deal_on(self) -> date | None:
        """The last day a deal was engaged or closed."""
        return _later(self.partner.last_engaged_on, self.partner.last_closed_on)

    @property
    def last_activity_on(self) -> date | None:
        """The last day of anything joint."""
        return _later(self.partner.last_touch_on, self.last_deal_on)


def gather(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], today: date
) -> list[Evidence]:
    """Return the evidence of each partner, in the order of their ids."""
    since = today - timedelta(days=LOOK_BACK_DAYS)
    rows = health_facts.partners(
        session, workspace_id=workspace_id, partner_ids=partner_ids, until=today
    )
    its = limits.of(session, workspace_id)
    found = {row.id: Evidence(row, kept_days=its.kept_window_days) for row in rows}
    scope = _Scope(session, workspace_id, [uuid_of(row.id) for row in rows], today, its)
    _add_goals(scope, found, since)
    _add_kept(scope, found)
    for partner_id, days in health_facts.active_days(
        session, workspace_id=workspace_id, partner_ids=scope.partner_ids, since=since, until=today
    ).items():
        found[partner_id].active_days = days
    for answer in answers_of(
        session, workspace_id=workspace_id, partner_ids=scope.partner_ids, today=today
    ):
        found[answer.partner_id].pulse.append(answer)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whose record is looked at, and as of which day."""

    session: Session
    workspace_id: UUID
    partner_ids: list[UUID]
    today: date
    limits: Limits


def _add_goals(scope: _Scope, found: dict[RawId, Evidence], since: date) -> None:
    """Add what each partner's goals reached; the goals themselves are never read."""
    where: dict[str, Any] = {"workspace_id": scope.workspace_id, "partner_ids": scope.partner_ids}
    judge_what_changed(scope.session, **where, limits=scope.limits)
    where |= {"since": since, "dark_before": dark_before(scope.today, scope.limits.dark_rhythms)}
    for row in health_goals.reached(scope.session, **where):
        evidence = found[row.partner_id]
        (evidence.dark if row.is_dark else evidence.fresh).add(row)
    slipping: dict[UUID, Evidence] = {}
    for partner_id, goal_id, band, is_dark in health_goals.headlines(scope.session, **where):
        found[partner_id].headline = Headline(goal_id, band, is_dark)
        if band in SLIPPED:
            slipping[uuid_of(goal_id)] = found[partner_id]
    if slipping:
        for goal_id, count in off_track_in_a_row(
            scope.session, [*slipping], workspace_id=scope.workspace_id, limits=scope.limits
        ).items():
            slipping[goal_id].headline_off_track = count


def _add_kept(scope: _Scope, found: dict[RawId, Evidence]) -> None:
    counts: dict[tuple[RawId, Side], tuple[int, int]] = {}
    for row in health_facts.promises(
        scope.session,
        workspace_id=scope.workspace_id,
        partner_ids=scope.partner_ids,
        since=scope.today - timedelta(days=scope.limits.kept_window_days),
        until=scope.today,
    ):
        whose = row.partner_id, row.side
        kept, due = counts.get(whose, (0, 0))
        is_kept, is_due = _outcome(row.state, dropped=row.dropped_by_agreement, timely=row.in_time)
        counts[whose] = (kept + is_kept * row.times, due + is_due * row.times)
    for (partner_id, side), (kept, due) in counts.items():
        enough = due >= scope.limits.kept_percent_from
        found[partner_id].kept[side] = KeptRate(kept, due, Decimal(kept) / due if enough else None)


@lru_cache(maxsize=64)
def _outcome(state: CommitmentState, *, dropped: bool, timely: bool) -> tuple[int, int]:
    """Return whether a promise of that kind was kept, and whether it was one to keep: 0 or 1."""
    day = date.min + timedelta(days=1)
    promise = Promise(state, day, day if timely else None, dropped)
    rate = kept_rate([promise], day + timedelta(days=1), window_days=1)
    return rate.kept, rate.due


def _later(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)
