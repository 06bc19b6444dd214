"""The cheapest single thing that would change a partner's health for the better."""

from collections.abc import Iterator
from decimal import Decimal

from bot.rules.health_model import FULL, HealthModel
from bot.rules.health_parts import Action, HealthScore


def cheapest_action(model: HealthModel, now: HealthScore) -> Action | None:
    """Return the cheapest single action that alone would lift the score into the next band."""
    return min(_actions(model, now), key=lambda one: (one.effort, one.subject), default=None)


def _actions(model: HealthModel, now: HealthScore) -> Iterator[Action]:
    """Yield every single action that alone would lift the score into the next band."""
    if now.score is None or now.uncapped is None:
        yield from _measuring(model, now)
        return
    bar = model.next_bar(now.score)
    if bar is None:
        return
    if all(cap.at_most >= bar for cap in now.caps):
        yield from _improving(model, now, Decimal(bar))
    for held in now.caps:
        others = (cap.at_most for cap in now.caps if cap is not held)
        if min(now.uncapped, *others, 100) >= bar:
            rule = model.caps[held.rule]
            yield Action(held.rule, f"{rule.action}.", rule.effort)


def _measuring(model: HealthModel, now: HealthScore) -> Iterator[Action]:
    """Yield the components that, once measured, would make the score known."""
    counted = [part.name for part in now.components if part.points is not None]
    measured = sum((model.components[name].weight for name in counted), Decimal(0))
    for name, rule in model.components.items():
        enough = measured + rule.weight >= model.unknown_under_percent
        if name not in counted and rule.weight > 0 and enough:
            yield Action(name, f"Measure it again: {rule.label}.", rule.effort)


def _improving(model: HealthModel, now: HealthScore, bar: Decimal) -> Iterator[Action]:
    """Yield the components that alone could lift the score to ``bar``, and to what."""
    counted = [part for part in now.components if part.points is not None and part.weight]
    total = sum(((part.points or 0) * part.weight for part in counted), Decimal(0))
    for part in counted:
        points = (part.points or 0) + (bar * FULL - total) / part.weight
        if points <= FULL:
            rule = model.components[part.name]
            needed = rule.raw_for(points)
            yield Action(part.name, f"{rule.action}.", rule.effort, part.raw, needed)
