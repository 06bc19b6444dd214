"""What a partner's daily health snapshots tell together: what is worth telling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.health_model import HealthBand


@dataclass(frozen=True, slots=True)
class HealthSnapshot:
    """Health on one day; a score of None is unknown."""

    on: date
    score: int | None
    band: HealthBand


class HealthEventKind(StrEnum):
    """What is worth telling."""

    BAND_CHANGE = "band_change"
    FALL = "fall"


@dataclass(frozen=True, slots=True)
class HealthEvent:
    """A change worth telling, from one snapshot to the newest."""

    kind: HealthEventKind
    old: HealthSnapshot
    new: HealthSnapshot


def health_event(
    history: Sequence[HealthSnapshot], *, limits: Limits = DEFAULTS
) -> HealthEvent | None:
    """Return the event of the newest snapshot, or None; ``history`` runs oldest to newest.

    A change of band comes before a fall. A fall of 10 points within 14 days is told on the day
    it is reached, not again on the days after.
    """
    old, new = (*(None, None), *history)[-2:]
    if old is None or new is None:
        return None
    if old.band is not new.band:
        return HealthEvent(HealthEventKind.BAND_CHANGE, old, new)
    peak = _peak_before(history, limits)
    if peak is None or _peak_before(history[:-1], limits) is not None:
        return None
    return HealthEvent(HealthEventKind.FALL, peak, new)


def _peak_before(history: Sequence[HealthSnapshot], limits: Limits) -> HealthSnapshot | None:
    """Return the highest snapshot of the last days, if the newest has fallen far from it."""
    new = history[-1]
    if new.score is None:
        return None
    first = new.on - timedelta(days=limits.health_fall_days)
    scored = [(one.score, one) for one in history if one.score is not None and one.on >= first]
    top, peak = max(scored, key=lambda pair: pair[0])
    return peak if top - new.score >= limits.health_fall_points else None
