"""Where an agreed number stands against where it was expected to be. docs/rules.md, "Pace"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from bot.rules.curve import LINEAR, Curve, CurveKind, parse_curve
from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.guardrail import Guardrail, GuardrailKind, parse_guardrail

__all__ = [
    "Band",
    "Curve",
    "CurveKind",
    "Guardrail",
    "GuardrailKind",
    "Judgement",
    "judge",
    "parse_curve",
    "parse_guardrail",
    "recovered",
    "worse",
]

DAYS_A_WEEK = 7
PERCENT = 100
ZERO = Decimal(0)


class Band(StrEnum):
    """The one word a goal gets."""

    AHEAD = "ahead"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    ACHIEVED = "achieved"
    MISSED = "missed"
    UNMEASURED = "unmeasured"
    STALE = "stale"
    TOO_EARLY = "too_early"
    NOT_ALIGNED = "not_aligned"


# How bad a band is; those that judge nothing count as no worse than on track.
_BADNESS = {Band.AHEAD: 0, Band.ACHIEVED: 0, Band.AT_RISK: 2, Band.OFF_TRACK: 3, Band.MISSED: 4}
_ON_TRACK_BADNESS = 1


@dataclass(frozen=True, slots=True)
class Judgement:
    """A goal's band and the figures a message needs; None where there is nothing to say.

    ``expected`` is what the value was compared with (whole for counts), ``ratio`` the share of
    that reached, ``lands_at`` the value at the due date at this pace, ``needed_per_week`` the
    change per week from ``as_of`` that still meets the target (negative when it must fall).
    None of them is rounded.
    """

    band: Band
    value: Decimal | None = None
    expected: Decimal | None = None
    ratio: Decimal | None = None
    lands_at: Decimal | None = None
    needed_per_week: Decimal | None = None
    as_of: date | None = None


def judge(  # noqa: PLR0913 - flat, because a sweep calls it for every goal there is
    *,
    baseline: Decimal,
    start: date,
    target: Decimal,
    due: date,
    value: Decimal | None,
    as_of: date | None,
    curve: Curve = LINEAR,
    counts: bool = False,
    guardrail: Guardrail | None = None,
    aligned: bool = True,
    stale: bool = False,
    limits: Limits = DEFAULTS,
) -> Judgement:
    """Judge a reading at the close of its own day ``as_of``, never at "now".

    A goal that is not aligned or has no reading is not judged; a ``stale`` reading is shown
    with its figures but not judged before the due date. Where nothing is expected yet (a first
    milestone ahead, a count below one, a target equal to the baseline) there is no ratio: at
    the baseline is on track, beyond it ahead, short of it off track.
    """
    if not aligned:
        return Judgement(Band.NOT_ALIGNED, value, as_of=as_of)
    if value is None or as_of is None:
        return Judgement(Band.UNMEASURED)
    if guardrail is not None:
        band = _guarded(guardrail.holds(value), closed=as_of >= due, stale=stale)
        return Judgement(band, value, as_of=as_of)
    day, days = (as_of - start).days, (due - start).days
    part, whole = curve.share_on_day(day, days)
    way, gone = target - baseline, value - baseline
    compared = way * part / whole
    if counts:
        compared = _whole(baseline + compared, rising=way >= 0, baseline=baseline) - baseline
        ratio = gone / compared if compared else None
    else:
        # One division of exact products, so that a ratio of exactly 0.95 is exactly that.
        ratio = gone * whole / (way * part) if compared else None
    if day >= days:
        band = Band.ACHIEVED if _met(value, target, rising=way >= 0) else Band.MISSED
    elif stale:
        band = Band.STALE
    else:
        band = _open_band(day, days, ratio, gone if way >= 0 else -gone, limits)
    return Judgement(
        band,
        value,
        baseline + compared,
        ratio,
        baseline + gone * whole / part if part else None,
        _needed_per_week(value, target, days_left=days - day, rising=way >= 0),
        as_of,
    )


def worse(old: Band | None, new: Band) -> bool:
    """Say whether the step from ``old`` to ``new`` is a slip that raises an alert.

    Only at_risk, off_track and missed are slips: from ahead to on track nobody is alarmed.
    """
    before = _ON_TRACK_BADNESS if old is None else _BADNESS.get(old, _ON_TRACK_BADNESS)
    return _BADNESS.get(new, _ON_TRACK_BADNESS) > max(before, _ON_TRACK_BADNESS)


def recovered(alerted: Band, judgements: Sequence[Judgement], *, limits: Limits = DEFAULTS) -> bool:
    """Say whether an alert in band ``alerted`` is over; ``judgements`` run oldest to newest.

    One reading at a ratio of 1.0 or more ends it, an achieved goal too, and so do two readings
    in a row in a better band.
    """
    if not judgements:
        return False
    newest = judgements[-1]
    if newest.band is Band.ACHIEVED:
        return True
    if newest.ratio is not None and newest.ratio >= limits.recovered_from:
        return newest.band is not Band.MISSED
    recent = judgements[-limits.recovery_readings :]
    return len(recent) == limits.recovery_readings and all(
        _BADNESS.get(one.band, _ON_TRACK_BADNESS) < _BADNESS.get(alerted, _ON_TRACK_BADNESS)
        and one.band not in (Band.UNMEASURED, Band.STALE, Band.NOT_ALIGNED)
        for one in recent
    )


def _open_band(day: int, days: int, ratio: Decimal | None, beyond: Decimal, limits: Limits) -> Band:
    """Return the band before the due date; ``beyond`` is how far past the baseline it is."""
    if day < limits.too_early_days or day * PERCENT < days * limits.too_early_percent:
        return Band.TOO_EARLY
    if ratio is None:
        return _without_ratio(beyond)
    if ratio >= limits.ahead_from:
        return Band.AHEAD
    if ratio >= limits.on_track_from:
        return Band.ON_TRACK
    return Band.AT_RISK if ratio >= limits.at_risk_from else Band.OFF_TRACK


def _without_ratio(beyond: Decimal) -> Band:
    """Return the band where nothing is expected yet."""
    if beyond == 0:
        return Band.ON_TRACK
    return Band.AHEAD if beyond > 0 else Band.OFF_TRACK


def _guarded(holds: bool, *, closed: bool, stale: bool) -> Band:  # noqa: FBT001 - its subject
    """Return the band of a number that only has to stay where it is allowed."""
    if closed:
        return Band.ACHIEVED if holds else Band.MISSED
    if stale:
        return Band.STALE
    return Band.ON_TRACK if holds else Band.OFF_TRACK


def _whole(expected: Decimal, *, rising: bool, baseline: Decimal) -> Decimal:
    """Return the kinder whole number next to ``expected``, never short of the baseline."""
    if rising:
        return max(expected.to_integral_value(ROUND_FLOOR), baseline)
    return min(expected.to_integral_value(ROUND_CEILING), baseline)


def _met(value: Decimal, target: Decimal, *, rising: bool) -> bool:
    """Say whether the target is reached; reaching it exactly counts."""
    return value >= target if rising else value <= target


def _needed_per_week(
    value: Decimal, target: Decimal, *, days_left: int, rising: bool
) -> Decimal | None:
    """Return the weekly change that still meets the target; None once the window is over."""
    if days_left <= 0:
        return None
    if _met(value, target, rising=rising):
        return ZERO
    return (target - value) * DAYS_A_WEEK / days_left
