"""From a partner's record to what the health rules score, and the same in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.flows.health_evidence import (
    LOOK_BACK_DAYS,
    NOT_JUDGED,
    SLIPPED,
    Evidence,
    JudgedGoal,
)
from bot.rules.commitments import KeptRate
from bot.rules.health import CapRule, Component, HealthInputs, Measured
from bot.rules.pace import Band
from bot.rules.stages import StageEvidence
from storage.kickoffs import KickoffState
from storage.people import Side

CADENCE_DAYS = 14  # how often anything joint is expected to happen
ASKED_DAYS = LOOK_BACK_DAYS // CADENCE_DAYS
NONE, ALL = Decimal(0), Decimal(1)
FINE = frozenset({Band.AHEAD, Band.ON_TRACK, Band.ACHIEVED})


@dataclass(frozen=True, slots=True)
class Found:
    """A component's measure with what was found in words, for people."""

    measured: Measured | None
    words: str


def found_of(evidence: Evidence, today: date) -> dict[Component, Found]:
    """Return what the record says of every component it can speak for."""
    return {
        Component.PACE: _pace(evidence.goals),
        Component.KEPT: _kept(evidence.kept, today),
        Component.ENGAGEMENT: _engagement(evidence),
    }


def inputs_of(evidence: Evidence, found: dict[Component, Found]) -> HealthInputs:
    """Return what the rules score. What was never recorded is missing, not zero."""
    caps = set()
    if not evidence.had_pipeline:
        caps.add(CapRule.NEVER_PIPELINE)
    headline = evidence.headline
    if headline is not None and not headline.is_dark and headline.judgement.band in SLIPPED:
        caps.add(CapRule.HEADLINE_OFF_TRACK)
    measured = {name: one.measured for name, one in found.items() if one.measured is not None}
    return HealthInputs(measured, frozenset(caps))


def stage_evidence(evidence: Evidence, today: date, *, is_red: bool) -> StageEvidence:
    """Return what the rules propose a stage from."""
    partner = evidence.partner
    return StageEvidence(
        stage=partner.stage,
        today=today,
        agreement_on=partner.signed_on,
        kickoff_held=bool(evidence.kickoffs - {KickoffState.DRAFT}),
        # The plan of a thin start is what both sides confirmed at the kickoff.
        plan_accepted=KickoffState.CONFIRMED in evidence.kickoffs,
        last_opportunity_on=evidence.last_deal_on,
        last_activity_on=evidence.last_activity_on,
        is_red=is_red,
        headline_off_track=evidence.headline_off_track,
        wake_on=partner.wake_on,
    )


def _pace(goals: list[JudgedGoal]) -> Found:
    judged = [goal for goal in goals if goal.judgement.band not in NOT_JUDGED]
    fresh = [goal for goal in judged if not goal.is_dark]
    if not judged:
        return Found(None, "No agreed number can be judged yet.")
    shares = [_share(goal) for goal in fresh or judged]
    mean = sum(shares, NONE) / len(shares)
    days = [goal.row.newest_as_of for goal in fresh or judged if goal.row.newest_as_of]
    source = ", ".join(sorted({goal.row.newest_source or "by hand" for goal in fresh or judged}))
    measured = Measured(mean, source, min(days, default=None), fresh=bool(fresh))
    counted = f"{len(shares)} number{'' if len(shares) == 1 else 's'}"
    if not fresh:
        return Found(measured, f"The newest reading of {counted} is too old to count.")
    return Found(measured, f"{counted} reached {percent(mean)} of what was expected by then.")


def _share(goal: JudgedGoal) -> Decimal:
    """Return how much of what was expected is there, 0 to 1: one runaway goal hides no other."""
    if goal.judgement.ratio is None:
        return ALL if goal.judgement.band in FINE else NONE
    return min(max(goal.judgement.ratio, NONE), ALL)


def _kept(kept: dict[Side, KeptRate], today: date) -> Found:
    rates = {side: rate for side, rate in kept.items() if rate.due}
    if not rates:
        return Found(None, "Nothing promised fell due in 90 days.")
    shares = [Decimal(rate.kept) / rate.due for rate in rates.values()]
    mean = sum(shares, NONE) / len(shares)
    said = "; ".join(
        f"{side.value} {rates[side].describe()}" if side in rates else f"{side.value} none due"
        for side in Side
    )
    return Found(Measured(mean, "commitments", today), f"Kept in 90 days: {said}.")


def _engagement(evidence: Evidence) -> Found:
    if evidence.last_activity_on is None:
        return Found(None, "No touch and no deal is recorded.")
    days = len(evidence.active_days)
    raw = Decimal(days) / ASKED_DAYS
    measured = Measured(raw, "touches and opportunities", evidence.last_activity_on)
    return Found(
        measured,
        f"Something joint happened on {days} day{'' if days == 1 else 's'} of {LOOK_BACK_DAYS}; "
        f"one in every {CADENCE_DAYS} would be {ASKED_DAYS}.",
    )


def percent(share: Decimal) -> str:
    """Return a share as a whole percentage."""
    return f"{share * 100:.0f} %"
