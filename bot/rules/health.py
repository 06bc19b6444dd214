"""A partner's health from 0 to 100, with a reason for every point. docs/rules.md, "Health"."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from bot.rules.health_actions import cheapest_action
from bot.rules.health_history import HealthEvent, HealthEventKind, HealthSnapshot, health_event
from bot.rules.health_model import (
    FULL,
    CapRule,
    Component,
    HealthBand,
    HealthModel,
    HealthModelError,
    load_model,
)
from bot.rules.health_parts import Action, Cap, ComponentScore, HealthInputs, HealthScore, Measured

__all__ = [
    "Action",
    "Cap",
    "CapRule",
    "Component",
    "ComponentScore",
    "HealthBand",
    "HealthEvent",
    "HealthEventKind",
    "HealthInputs",
    "HealthModel",
    "HealthModelError",
    "HealthScore",
    "HealthSnapshot",
    "Measured",
    "health_event",
    "load_model",
    "score",
    "weigh",
]


def score(
    model: HealthModel, inputs: HealthInputs, previous: HealthScore | None = None
) -> HealthScore:
    """Score a partner's health and say why, and what is the cheapest thing to do about it."""
    bare = weigh(model, inputs, previous)
    return replace(
        bare, cheapest_action=cheapest_action(model, bare), reasons=tuple(_reasons(bare))
    )


def weigh(
    model: HealthModel, inputs: HealthInputs, previous: HealthScore | None = None
) -> HealthScore:
    """Score a partner's health, without the words.

    The weight of what is missing is shared out; with too little of it measured the score is
    unknown. Every cap that holds is named.
    """
    measured = _measured_weight(model, inputs)
    components = tuple(_components(model, inputs, previous, measured))
    caps = tuple(
        Cap(rule, model.caps[rule].label, model.caps[rule].at_most)
        for rule in CapRule
        if rule in inputs.caps
    )
    uncapped: int | None = None
    if measured > 0 and measured >= model.unknown_under_percent:
        uncapped = _weighed(model, components, measured)
    capped = None if uncapped is None else min([uncapped, *(cap.at_most for cap in caps)])
    return HealthScore(capped, model.band(capped), components, caps, uncapped)


def _weighed(model: HealthModel, components: tuple[ComponentScore, ...], measured: Decimal) -> int:
    """Return the weighed mean of the points, rounded half up to a whole number."""
    total = sum(
        (part.points * model.components[part.name].weight for part in components if part.points),
        Decimal(0),
    )
    # A third of a point is never exact; the billionth keeps 69.5 from being a hair less.
    mean = (total / measured).quantize(Decimal("1e-9"))
    return int(mean.quantize(Decimal(1), ROUND_HALF_UP))


def _measured_weight(model: HealthModel, inputs: HealthInputs) -> Decimal:
    """Return how much of the weight, in percent, is freshly measured."""
    fresh = (name for name, value in inputs.components.items() if value.fresh)
    return sum((model.components[name].weight for name in fresh), Decimal(0))


def _components(
    model: HealthModel, inputs: HealthInputs, previous: HealthScore | None, measured: Decimal
) -> Iterator[ComponentScore]:
    """Yield every component of the model with its points and its share of the weight."""
    before = {part.name: part.points for part in previous.components} if previous else {}
    for name, rule in model.components.items():
        value = inputs.components.get(name)
        counts = value is not None and value.fresh and measured > 0
        yield ComponentScore(
            name,
            rule.label,
            rule.points(value.raw) if counts and value else None,
            rule.weight * FULL / measured if counts else Decimal(0),
            value.raw if value else None,
            rule.low,
            rule.high,
            value.source if value else "",
            value.as_of if value else None,
            before.get(name),
        )


def _reasons(now: HealthScore) -> Iterator[str]:
    """Yield a sentence for every component and every cap, as a person would ask for them."""
    for part in now.components:
        if part.points is None:
            yield f"{part.label}: not measured, so its weight is shared out."
            continue
        since = "" if part.previous is None else f", {_short(part.previous)} before"
        as_of = f", as of {part.as_of}" if part.as_of else ""
        yield (
            f"{part.label}: {_short(part.points)} of 100{since}, counts {_short(part.weight)} %. "
            f"It is {part.raw:.2f}, from {part.low} (0) to {part.high} (100); "
            f"source: {part.source}{as_of}."
        )
    for cap in now.caps:
        yield f"{cap.label}: at most {cap.at_most}."


def _short(number: Decimal) -> str:
    """Return a number without decimals."""
    return str(number.quantize(Decimal(1), ROUND_HALF_UP))
