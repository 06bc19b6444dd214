"""A health score as it is kept in a snapshot, and read back for people."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.flows.health.inputs import Found, percent
from bot.rules.health import (
    Action,
    Component,
    ComponentScore,
    HealthBand,
    HealthScore,
)
from bot.rules.stages import Proposal
from messages.internal.health_content import ComponentFacts, ProposedStage
from storage.columns import Json
from storage.health import HealthSnapshot

FULL = 100
_ZERO = Decimal(0)
_NAMES = frozenset(Component)


def record(scored: HealthScore, proposal: Proposal | None, *, stage_now: str) -> Json:
    """Return what is kept of a score: enough to compare the next one, and to confirm a stage."""
    return {
        "measured": {
            part.name.value: [_text(part.points), _text(part.raw), part.source, _text(part.as_of)]
            for part in scored.components
            if part.raw is not None
        },
        "proposal": None
        if proposal is None
        else {"now": stage_now, "stage": proposal.stage.value, "reasons": proposal.reasons},
    }


def previous_score(before: HealthSnapshot) -> HealthScore:
    """Return a kept score with its components' points: all the next one is compared with."""
    parts = tuple(
        _with_points(Component(name), Decimal(points))
        for name, (points, *_) in before.explained.get("measured", {}).items()
        if points is not None and name in _NAMES
    )
    return HealthScore(before.score, HealthBand(before.band), parts)


def component_facts(
    scored: HealthScore, found: Mapping[Component, Found]
) -> tuple[ComponentFacts, ...]:
    """Return the components as a message shows them."""
    return tuple(_facts(part, found.get(part.name)) for part in scored.components)


def cap_words(scored: HealthScore) -> tuple[str, ...]:
    """Return the caps that hold as a message shows them."""
    return tuple(f"{cap.label}: at most {cap.at_most}." for cap in scored.caps)


def proposed_stage(kept: Json) -> ProposedStage | None:
    """Return the kept proposal as a message shows it."""
    proposal = kept.get("proposal")
    if proposal is None:
        return None
    now, stage = words(proposal["now"]), words(proposal["stage"])
    return ProposedStage(now, stage, tuple(proposal["reasons"]))


def words(name: str) -> str:
    """Return a stage or state as people say it."""
    return name.replace("_", " ")


def _with_points(name: Component, points: Decimal) -> ComponentScore:
    return ComponentScore(name, "", points, _ZERO, None, _ZERO, _ZERO, "", None, None)


def _facts(part: ComponentScore, found: Found | None) -> ComponentFacts:
    low, high = _level(part.low), _level(part.high)
    return ComponentFacts(
        name=part.label,
        points=_weighed(part.points, part.weight),
        weight=f"{part.weight:.0f}",
        bar=f"{low} gives no points, {high} all of them.",
        raw=found.words if found else "Nothing about it is recorded.",
        source=part.source,
        as_of=part.as_of,
        before=_weighed(part.previous, part.weight),
    )


def _weighed(points: Decimal | None, weight: Decimal) -> str | None:
    return None if points is None else f"{points * weight / FULL:.0f}"


def _level(bar: Decimal) -> str:
    return percent(bar) if bar <= 1 else str(bar)


def action_words(action: Action | None) -> str | None:
    """Return the cheapest action as a message shows it."""
    if action is None:
        return None
    if action.raw is None or action.needed is None:
        return action.sentence
    sentence = action.sentence.removesuffix(".")
    return f"{sentence}: from {_level(action.raw)} to {_level(action.needed)}."


def _text(value: Decimal | date | None) -> str | None:
    return None if value is None else str(value)
