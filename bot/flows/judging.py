"""One goal's row through the rules: its judgement, and its figures for a message."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.pace import Judgement, judge, parse_curve, parse_guardrail
from bot.rules.readings import Freshness, Rhythm, freshness
from bot.rules.working_calendar import WorkingCalendar
from messages.internal.slip import SlipFacts
from messages.render import Safe
from storage.goal_sweep import Judged, SweptGoal

_guardrail = lru_cache(maxsize=1024)(parse_guardrail)


def judge_goal(
    goal: Judged, today: date, calendar: WorkingCalendar, limits: Limits = DEFAULTS
) -> Judgement:
    """Judge the goal's newest reading; ``today`` and ``calendar`` are its owner's.

    Raises ValueError when the row's curve, guardrail or rhythm cannot be read.
    """
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
        stale=is_stale(goal.newest_as_of, today, goal.rhythm, calendar, limits),
        limits=limits,
    )


def is_stale(
    last_as_of: date | None,
    today: date,
    rhythm: str,
    calendar: WorkingCalendar,
    limits: Limits = DEFAULTS,
) -> bool:
    """Say whether a reading as of that day is too old to judge by; goals share the answers."""
    # Only the two numbers that matter are looked up by: all of the limits are slow to hash.
    return _is_stale(
        last_as_of, today, rhythm, calendar, (limits.stale_working_days, limits.dark_rhythms)
    )


@lru_cache(maxsize=8192)
def _is_stale(
    last_as_of: date | None,
    today: date,
    rhythm: str,
    calendar: WorkingCalendar,
    grace: tuple[int, int],
) -> bool:
    limits = replace(DEFAULTS, stale_working_days=grace[0], dark_rhythms=grace[1])
    fresh = freshness(today, last_as_of, Rhythm(rhythm), calendar, limits=limits)
    return fresh in {Freshness.STALE, Freshness.DARK}


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
