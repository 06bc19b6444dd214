"""One goal's row through the rules: its judgement, and its figures for a message."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.pace import Band, Judgement, judge, parse_curve, parse_guardrail
from bot.rules.readings import Rhythm, stale_from
from bot.rules.working_calendar import WorkingCalendar
from messages.internal.slip import SlipFacts
from messages.render import Safe
from storage.goal_sweep import Judged, SweptGoal
from storage.goals import WHOLE

# The bands that no age of the reading changes.
SETTLED = frozenset({Band.ACHIEVED, Band.MISSED, Band.UNMEASURED})
NOT_JUDGED = frozenset({Band.UNMEASURED, Band.TOO_EARLY, Band.NOT_ALIGNED, Band.STALE})
FINE = frozenset({Band.AHEAD, Band.ON_TRACK, Band.ACHIEVED})
ZERO, ONE = Decimal(0), Decimal(1)
_RHYTHMS = frozenset(Rhythm)

_guardrail = lru_cache(maxsize=1024)(parse_guardrail)


def judge_goal(goal: Judged, today: date, calendar: WorkingCalendar, limits: Limits) -> Judgement:
    """Judge the goal's newest reading; ``today`` and ``calendar`` are its owner's.

    Raises ValueError when the row's curve, guardrail or rhythm cannot be read.
    """
    read = as_read(goal, limits)
    if read.band in SETTLED or not is_stale(
        goal.newest_as_of, today, goal.rhythm, calendar, limits
    ):
        return read
    return replace(read, band=Band.STALE)


def as_read(goal: Judged, limits: Limits) -> Judgement:
    """Judge the goal's newest reading, however old it is by now.

    Raises ValueError when the row's curve, guardrail or rhythm cannot be read.
    """
    if goal.rhythm not in _RHYTHMS:
        raise ValueError(f"{goal.rhythm!r} is not a rhythm")
    return judge(
        baseline=goal.baseline,
        start=goal.start_on,
        target=goal.target,
        due=goal.due_on,
        value=goal.newest_value,
        as_of=goal.newest_as_of,
        curve=parse_curve(goal.curve),
        counts=goal.unit == "count",
        guardrail=_guardrail(goal.guardrail) if goal.guardrail else None,
        limits=limits,
    )


def reached(read: Judgement) -> int | None:
    """Return how much of what was expected is there, 0 to WHOLE; None where it is not judged.

    One runaway goal hides no other: more than all of it is all of it.
    """
    if read.band in NOT_JUDGED:
        return None
    if read.ratio is None:
        return WHOLE if read.band in FINE else 0
    return int(min(max(read.ratio, ZERO), ONE) * WHOLE)


def is_stale(
    last_as_of: date | None,
    today: date,
    rhythm: str,
    calendar: WorkingCalendar,
    limits: Limits,
) -> bool:
    """Say whether a reading as of that day is too old to judge by."""
    if last_as_of is None:
        return False
    return today >= first_stale_day(last_as_of, rhythm, calendar, limits)


def first_stale_day(as_of: date, rhythm: str, calendar: WorkingCalendar, limits: Limits) -> date:
    """Return the day from which a reading is too old to judge by; goals share the answers."""
    # Only the two numbers that matter are looked up by: all of the limits are slow to hash.
    grace = limits.stale_working_days, limits.dark_rhythms
    return _first_stale_day(as_of, rhythm, calendar, grace)


@lru_cache(maxsize=8192)
def _first_stale_day(
    as_of: date, rhythm: str, calendar: WorkingCalendar, grace: tuple[int, int]
) -> date:
    limits = replace(DEFAULTS, stale_working_days=grace[0], dark_rhythms=grace[1])
    return stale_from(as_of, Rhythm(rhythm), calendar, limits=limits)


def facts_of(goal: SweptGoal, judged: Judgement, *, settled: Safe | None = None) -> SlipFacts:
    """Return what a message says of the goal."""
    return SlipFacts(
        goal_id=goal.id,
        metric=goal.metric,
        unit=goal.unit,
        band=judged.band,
        target=goal.target,
        due_on=goal.due_on,
        value=judged.value,
        as_of=judged.as_of,
        source=goal.newest_source,
        expected=judged.expected,
        ratio=judged.ratio,
        lands_at=judged.lands_at,
        needed_per_week=judged.needed_per_week,
        agreed=goal.agreed_theirs_on is not None,
        confidence=goal.confidence,
        confidence_reason=goal.confidence_reason,
        settled=settled,
    )
