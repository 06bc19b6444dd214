"""What one goal tells of its partner's health."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.rules.defaults import Limits
from bot.rules.pace import Band, Judgement, judge, parse_curve, parse_guardrail
from bot.rules.readings import Rhythm, after_rhythms
from storage.health_goals import GoalRow

NOT_JUDGED = frozenset({Band.UNMEASURED, Band.TOO_EARLY, Band.NOT_ALIGNED, Band.STALE})
SLIPPED = frozenset({Band.OFF_TRACK, Band.MISSED})
FINE = frozenset({Band.AHEAD, Band.ON_TRACK, Band.ACHIEVED})
COUNT, BY_HAND = "count", "by hand"
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(slots=True)
class Shares:
    """How much of what was expected the numbers of one kind reached, added up."""

    total: Decimal = ZERO
    count: int = 0
    oldest_on: date | None = None
    sources: set[str] = field(default_factory=set)

    def add(self, share: Decimal, as_of: date | None, source: str) -> None:
        """Add one number's share, 0 to 1."""
        self.total += share
        self.count += 1
        self.sources.add(source)
        if as_of is not None and (self.oldest_on is None or as_of < self.oldest_on):
            self.oldest_on = as_of


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline goal with its judgement."""

    row: GoalRow
    band: Band
    is_dark: bool


def share(judgement: Judgement) -> Decimal:
    """Return how much of what was expected is there, 0 to 1: one runaway goal hides no other."""
    ratio = judgement.ratio
    if ratio is None:
        return ONE if judgement.band in FINE else ZERO
    return min(max(ratio, ZERO), ONE)


def judged(row: GoalRow, value: Decimal | None, as_of: date | None, limits: Limits) -> Judgement:
    """Return the judgement of the goal at one of its readings."""
    return judge(
        baseline=row.baseline,
        start=row.start_on,
        target=row.target,
        due=row.due_on,
        value=value,
        as_of=as_of,
        curve=parse_curve(row.curve),
        counts=row.unit == COUNT,
        guardrail=parse_guardrail(row.guardrail) if row.guardrail else None,
        limits=limits,
    )


@lru_cache(maxsize=8192)
def dark_after(as_of: date, rhythm: str, rhythms: int) -> date:
    """Return the last day a reading says anything; goals share the answers."""
    return after_rhythms(as_of, Rhythm(rhythm), rhythms)
