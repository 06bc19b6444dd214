"""From a partner's record to what the health rules score, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.flows.health import pulse as health_pulse
from bot.flows.health.evidence import LOOK_BACK_DAYS, Evidence
from bot.flows.health.goals import SLIPPED
from bot.rules.commitments import KeptRate
from bot.rules.defaults import Limits
from bot.rules.health import CapRule, Component, HealthInputs, Measured
from bot.rules.health_inputs import engagement_raw, kept_raw
from bot.rules.stages import Stage, StageEvidence, activation_dates
from storage.goals import WHOLE
from storage.people import Side

NONE_DUE = KeptRate(0, 0, None)
CADENCE_DAYS = 14  # how often anything joint is expected to happen
ASKED_DAYS = LOOK_BACK_DAYS // CADENCE_DAYS


@dataclass(frozen=True, slots=True)
class Found:
    """A component's measure with what was found in words, for people."""

    measured: Measured | None
    words: str


def measures_of(evidence: Evidence, today: date) -> dict[Component, Measured]:
    """Return what the record measures. What was never recorded is missing, not zero."""
    found = {
        Component.PACE: _pace(evidence),
        Component.KEPT: _kept(evidence, today),
        Component.ENGAGEMENT: _engagement(evidence),
        Component.PULSE: health_pulse.measured(evidence.pulse),
    }
    return {name: measured for name, measured in found.items() if measured is not None}


def found_of(evidence: Evidence, measured: Mapping[Component, Measured]) -> dict[Component, Found]:
    """Return what the record says of every component it can speak for."""
    words = {
        Component.PACE: _pace_words,
        Component.KEPT: _kept_words,
        Component.ENGAGEMENT: _engagement_words,
        Component.PULSE: _pulse_words,
    }
    return {
        name: Found(measured.get(name), say(evidence, measured.get(name)))
        for name, say in words.items()
    }


def inputs_of(evidence: Evidence, measured: Mapping[Component, Measured]) -> HealthInputs:
    """Return what the rules score."""
    caps = set()
    if not evidence.partner.had_pipeline:
        caps.add(CapRule.NEVER_PIPELINE)
    headline = evidence.headline
    if headline is not None and not headline.is_dark and headline.band in SLIPPED:
        caps.add(CapRule.HEADLINE_OFF_TRACK)
    return HealthInputs(measured, frozenset(caps))


def _pulse_words(evidence: Evidence, _measured: Measured | None) -> str:
    return health_pulse.words(evidence.pulse)


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
        parked_on=partner.parked_on,
        wake_on=partner.wake_on,
    )


def awaited(evidence: Evidence, limits: Limits) -> tuple[tuple[str, date], ...]:
    """Return what a signed partnership still waits for, each with its day; others for nothing."""
    partner = evidence.partner
    if partner.signed_on is None or partner.stage not in {Stage.SIGNED, Stage.ACTIVATING}:
        return ()
    by = activation_dates(partner.signed_on, limits=limits)
    steps = (
        ("the kickoff", by.kickoff_by, partner.kickoff_held),
        ("a plan both sides accept", by.plan_by, partner.kickoff_confirmed),
        ("the first opportunity", by.pipeline_by, partner.had_pipeline),
    )
    return tuple((what, by_on) for what, by_on, is_there in steps if not is_there)


def _pace(evidence: Evidence) -> Measured | None:
    shares = evidence.fresh if evidence.fresh.count else evidence.dark
    if not shares.count:
        return None
    mean = Decimal(shares.total) / (shares.count * WHOLE)
    source = ", ".join(sorted(shares.sources))
    return Measured(mean, source, shares.oldest_on, fresh=shares is evidence.fresh)


def _pace_words(evidence: Evidence, measured: Measured | None) -> str:
    if measured is None:
        return "No agreed number can be judged yet."
    count = (evidence.fresh if measured.fresh else evidence.dark).count
    counted = f"{count} number{'' if count == 1 else 's'}"
    if not measured.fresh:
        return f"The newest reading of {counted} is too old to count."
    return f"{counted} reached {percent(measured.raw)} of what was expected by then."


def _kept(evidence: Evidence, today: date) -> Measured | None:
    ours, theirs = (evidence.kept.get(side, NONE_DUE) for side in (Side.OURS, Side.THEIRS))
    raw = kept_raw(ours, theirs)
    return None if raw is None else Measured(raw, "commitments", today)


def _kept_words(evidence: Evidence, measured: Measured | None) -> str:
    if measured is None:
        return f"Nothing promised fell due in {evidence.kept_days} days."
    rates = {side: rate for side, rate in evidence.kept.items() if rate.due}
    said = "; ".join(
        f"{side.value} {rates[side].describe()}" if side in rates else f"{side.value} none due"
        for side in Side
    )
    return f"Kept in {evidence.kept_days} days: {said}."


def _engagement(evidence: Evidence) -> Measured | None:
    raw = engagement_raw(evidence.active_days, ASKED_DAYS)
    if raw is None or evidence.last_activity_on is None:
        return None
    return Measured(raw, "touches and opportunities", evidence.last_activity_on)


def _engagement_words(evidence: Evidence, measured: Measured | None) -> str:
    if measured is None:
        return "No touch and no deal is recorded."
    days = evidence.active_days
    return (
        f"Something joint happened on {days} day{'' if days == 1 else 's'} of {LOOK_BACK_DAYS}; "
        f"one in every {CADENCE_DAYS} would be {ASKED_DAYS}."
    )


def percent(share: Decimal) -> str:
    """Return a share as a whole percentage."""
    return f"{share * 100:.0f} %"
