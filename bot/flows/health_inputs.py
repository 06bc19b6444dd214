"""From a partner's record to what the health rules score, and the same in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.flows.health_evidence import LOOK_BACK_DAYS, Evidence
from bot.flows.health_goals import SLIPPED, ZERO
from bot.rules.commitments import KeptRate
from bot.rules.health import CapRule, Component, HealthInputs, Measured
from bot.rules.stages import StageEvidence
from storage.people import Side

CADENCE_DAYS = 14  # how often anything joint is expected to happen
ASKED_DAYS = LOOK_BACK_DAYS // CADENCE_DAYS


@dataclass(frozen=True, slots=True)
class Found:
    """A component's measure with what was found in words, for people."""

    measured: Measured | None
    words: str


def found_of(evidence: Evidence, today: date) -> dict[Component, Found]:
    """Return what the record says of every component it can speak for."""
    return {
        Component.PACE: _pace(evidence),
        Component.KEPT: _kept(evidence.kept, today),
        Component.ENGAGEMENT: _engagement(evidence),
    }


def inputs_of(evidence: Evidence, found: dict[Component, Found]) -> HealthInputs:
    """Return what the rules score. What was never recorded is missing, not zero."""
    caps = set()
    if not evidence.partner.had_pipeline:
        caps.add(CapRule.NEVER_PIPELINE)
    headline = evidence.headline
    if headline is not None and not headline.is_dark and headline.band in SLIPPED:
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
        kickoff_held=partner.kickoff_held,
        # The plan of a thin start is what both sides confirmed at the kickoff.
        plan_accepted=partner.kickoff_confirmed,
        last_opportunity_on=evidence.last_deal_on,
        last_activity_on=evidence.last_activity_on,
        is_red=is_red,
        headline_off_track=evidence.headline_off_track,
        wake_on=partner.wake_on,
    )


def _pace(evidence: Evidence) -> Found:
    shares = evidence.fresh if evidence.fresh.count else evidence.dark
    if not shares.count:
        return Found(None, "No agreed number can be judged yet.")
    mean = shares.total / shares.count
    is_fresh = shares is evidence.fresh
    source = ", ".join(sorted(shares.sources))
    measured = Measured(mean, source, shares.oldest_on, fresh=is_fresh)
    counted = f"{shares.count} number{'' if shares.count == 1 else 's'}"
    if not is_fresh:
        return Found(measured, f"The newest reading of {counted} is too old to count.")
    return Found(measured, f"{counted} reached {percent(mean)} of what was expected by then.")


def _kept(kept: dict[Side, KeptRate], today: date) -> Found:
    rates = {side: rate for side, rate in kept.items() if rate.due}
    if not rates:
        return Found(None, "Nothing promised fell due in 90 days.")
    shares = [Decimal(rate.kept) / rate.due for rate in rates.values()]
    mean = sum(shares, ZERO) / len(shares)
    said = "; ".join(
        f"{side.value} {rates[side].describe()}" if side in rates else f"{side.value} none due"
        for side in Side
    )
    return Found(Measured(mean, "commitments", today), f"Kept in 90 days: {said}.")


def _engagement(evidence: Evidence) -> Found:
    if evidence.last_activity_on is None:
        return Found(None, "No touch and no deal is recorded.")
    days = evidence.active_days
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
