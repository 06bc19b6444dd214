"""Where a partnership stands, proposed by evidence. A person always confirms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.rules.dates import day_words
from bot.rules.defaults import DEFAULTS, Limits


class Stage(StrEnum):
    """The life of a partnership, in its usual order."""

    PROSPECT = "prospect"
    QUALIFIED = "qualified"
    TRIAL = "trial"
    SIGNED = "signed"
    ACTIVATING = "activating"
    ACTIVE = "active"
    AT_RISK = "at_risk"
    DORMANT = "dormant"
    ENDED = "ended"

    @property
    def words(self) -> str:
        """The stage as people say it."""
        return self.value.replace("_", " ")


SILENT_STAGES = (Stage.DORMANT, Stage.ENDED)  # nobody is asked about the partner
ROAD = tuple(Stage)[: tuple(Stage).index(Stage.ACTIVE) + 1]  # the stages with a gate before them
BEFORE_SIGNATURE = frozenset({Stage.PROSPECT, Stage.QUALIFIED, Stage.TRIAL})


@dataclass(frozen=True, slots=True)
class StageEvidence:
    """What the records show ``today``; a date of None is something that never happened.

    ``last_activity_on`` is the last joint activity: a touch with the partner or an opportunity.
    ``headline_off_track`` counts the newest headline readings in a row that were off track.
    """

    stage: Stage
    today: date
    agreement_on: date | None = None
    kickoff_held: bool = False
    plan_accepted: bool = False
    last_opportunity_on: date | None = None
    last_activity_on: date | None = None
    is_red: bool = False
    headline_off_track: int = 0
    champion_lost: bool = False
    parked_on: date | None = None
    wake_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A stage the records speak for, and why, in sentences."""

    stage: Stage
    reasons: tuple[str, ...]


def propose(evidence: StageEvidence, *, limits: Limits = DEFAULTS) -> Proposal | None:
    """Return the stage a person should be asked to confirm, or None when it fits as it is.

    An ended partnership is left alone, and so is a parked one until it wakes.
    """
    for look in _LOOKS.get(evidence.stage, ()):
        proposal = look(evidence, limits)
        if proposal is not None and proposal.stage is not evidence.stage:
            return proposal
    return None


def skipped_gates(old: Stage, new: Stage) -> tuple[Stage, ...]:
    """Return the stages passed over on the way from ``old`` to ``new``; each asks for a reason.

    Going back, parking, ending and being at risk skip nothing.
    """
    if old not in ROAD or new not in ROAD:
        return ()
    return ROAD[ROAD.index(old) + 1 : ROAD.index(new)]


def asks_for_reason(old: Stage, new: Stage) -> bool:
    """Say whether a move has to say why: it parks or ends the partnership, or skips a gate."""
    return new in SILENT_STAGES or bool(skipped_gates(old, new))


def paper_days(
    agreement_on: date | None, first_pipeline_on: date | None, today: date
) -> int | None:
    """Return for how many days a signed partnership has been paper, or None if it is not."""
    if agreement_on is None or agreement_on > today or first_pipeline_on is not None:
        return None
    return (today - agreement_on).days


@dataclass(frozen=True, slots=True)
class ActivationDates:
    """By when a signed partnership should have its kickoff, its plan and its first pipeline."""

    kickoff_by: date
    plan_by: date
    pipeline_by: date


def activation_dates(
    agreement_on: date, activated_on: date | None = None, *, limits: Limits = DEFAULTS
) -> ActivationDates:
    """Return the dates that follow from the agreement.

    The first pipeline is counted from ``activated_on``; until then from the day the plan is due.
    """
    plan_by = agreement_on + timedelta(days=limits.plan_days)
    activating = activated_on or plan_by
    return ActivationDates(
        kickoff_by=agreement_on + timedelta(days=limits.kickoff_days),
        plan_by=plan_by,
        pipeline_by=activating + timedelta(days=limits.first_pipeline_days),
    )


def _within(day: date | None, today: date, days: int) -> bool:
    """Say whether ``day`` lies in the last ``days`` days, today included."""
    return day is not None and 0 <= (today - day).days <= days


def _signed(evidence: StageEvidence, _limits: Limits) -> Proposal | None:
    """Propose signed once there is an agreement."""
    agreed_on = evidence.agreement_on
    if agreed_on is None or agreed_on > evidence.today:
        return None
    return Proposal(Stage.SIGNED, (f"The agreement is dated {day_words(agreed_on)}.",))


def _quiet(evidence: StageEvidence, limits: Limits) -> Proposal | None:
    """Propose dormant after a long time without joint activity."""
    last = max(filter(None, (evidence.last_activity_on, evidence.agreement_on)), default=None)
    if last is None or (evidence.today - last).days <= limits.dormant_days:
        return None
    days = (evidence.today - last).days
    return Proposal(Stage.DORMANT, (f"There has been no joint activity for {days} days.",))


def _in_danger(evidence: StageEvidence, limits: Limits) -> Proposal | None:
    """Propose at risk when health is red, the headline slips again, or the champion is lost."""
    reasons = []
    if evidence.is_red:
        reasons.append("Health is red.")
    if evidence.headline_off_track >= limits.off_track_readings:
        count = evidence.headline_off_track
        reasons.append(f"The headline metric was off track {count} readings in a row.")
    if evidence.champion_lost:
        reasons.append("The champion is lost.")
    return Proposal(Stage.AT_RISK, tuple(reasons)) if reasons else None


def _working(evidence: StageEvidence, limits: Limits) -> Proposal | None:
    """Propose active when there is a recent opportunity, activating when the ground is laid."""
    last = evidence.last_opportunity_on
    if last is not None and _within(last, evidence.today, limits.active_days):
        return Proposal(Stage.ACTIVE, (f"The newest opportunity is of {day_words(last)}.",))
    if evidence.kickoff_held and evidence.plan_accepted:
        return Proposal(Stage.ACTIVATING, ("The kickoff is held and the plan is accepted.",))
    return None


def _slackened(evidence: StageEvidence, limits: Limits) -> Proposal | None:
    """Propose activating when an active partnership has had no opportunity for long."""
    if _within(evidence.last_opportunity_on, evidence.today, limits.active_days):
        return None
    reason = f"There has been no opportunity in the last {limits.active_days} days."
    return Proposal(Stage.ACTIVATING, (reason,))


def _out_of_danger(evidence: StageEvidence, limits: Limits) -> Proposal | None:
    """Propose to go on when nothing that made it at risk still holds."""
    if _in_danger(evidence, limits) is not None:
        return None
    return _working(evidence, limits)


def _awake(evidence: StageEvidence, limits: Limits) -> Proposal | None:
    """Propose to go on when the wake date has come, or something happened since parking."""
    reasons: list[str] = []
    if evidence.wake_on is not None and evidence.wake_on <= evidence.today:
        reasons.append(f"The wake date {day_words(evidence.wake_on)} has come.")
    parked, last = evidence.parked_on, evidence.last_activity_on
    if parked is not None and last is not None and last > parked:
        reasons.append(f"There was joint activity on {day_words(last)}, after it was parked.")
    if not reasons:
        return None
    onward = _working(evidence, limits) or _signed(evidence, limits)
    if onward is None:
        return Proposal(Stage.PROSPECT, tuple(reasons))
    return Proposal(onward.stage, (*reasons, *onward.reasons))


_LOOKS: dict[Stage, tuple[Callable[[StageEvidence, Limits], Proposal | None], ...]] = {
    **dict.fromkeys(BEFORE_SIGNATURE, (_signed,)),
    Stage.SIGNED: (_working, _quiet),
    Stage.ACTIVATING: (_working, _quiet),
    Stage.ACTIVE: (_in_danger, _quiet, _slackened),
    Stage.AT_RISK: (_quiet, _out_of_danger),
    Stage.DORMANT: (_awake,),
}
