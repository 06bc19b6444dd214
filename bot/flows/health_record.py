"""A health score as it is kept in a snapshot, and read back for people."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from bot.flows.health_inputs import Found, percent
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
from storage.health_history import KeptRow

FULL = 100
_ZERO = Decimal(0)
_NAMES = frozenset(Component)


def explained(
    scored: HealthScore,
    found: dict[Component, Found],
    proposal: Proposal | None,
    *,
    stage_now: str,
    paper_days: int | None,
) -> Json:
    """Return everything that explains a score, as JSON."""
    return {
        "components": [_component(part, found.get(part.name)) for part in scored.components],
        "caps": [f"{cap.label}: at most {cap.at_most}." for cap in scored.caps],
        "action": _action_words(scored.cheapest_action),
        "paper_days": paper_days,
        "proposal": None
        if proposal is None
        else {"now": stage_now, "stage": proposal.stage.value, "reasons": proposal.reasons},
    }


def previous_score(before: KeptRow) -> HealthScore:
    """Return a kept score with its components' points: all the next one is compared with."""
    parts = tuple(
        _with_points(Component(part["name"]), Decimal(part["points"]))
        for part in json.loads(before.explained).get("components", ())
        if part["points"] is not None and part["name"] in _NAMES
    )
    return HealthScore(before.score, HealthBand(before.band), parts)


def component_facts(record: Json) -> tuple[ComponentFacts, ...]:
    """Return the kept components as a message shows them."""
    return tuple(_facts(part) for part in record.get("components", []))


def proposed_stage(record: Json) -> ProposedStage | None:
    """Return the kept proposal as a message shows it."""
    kept = record.get("proposal")
    if kept is None:
        return None
    now, stage = words(kept["now"]), words(kept["stage"])
    return ProposedStage(now, stage, tuple(kept["reasons"]))


def words(name: str) -> str:
    """Return a stage or state as people say it."""
    return name.replace("_", " ")


def _component(part: ComponentScore, found: Found | None) -> dict[str, Any]:
    return {
        "name": part.name.value,
        "label": part.label,
        "points": _text(part.points),
        "weight": str(part.weight),
        "raw": _text(part.raw),
        "low": str(part.low),
        "high": str(part.high),
        "source": part.source,
        "as_of": part.as_of.isoformat() if part.as_of else None,
        "previous": _text(part.previous),
        "words": found.words if found else "Nothing about it is recorded.",
    }


def _with_points(name: Component, points: Decimal) -> ComponentScore:
    return ComponentScore(name, "", points, _ZERO, None, _ZERO, _ZERO, "", None, None)


def _facts(part: dict[str, Any]) -> ComponentFacts:
    weight, points, before = (
        Decimal(part["weight"]),
        _number(part["points"]),
        _number(part["previous"]),
    )
    low, high = _level(Decimal(part["low"])), _level(Decimal(part["high"]))
    return ComponentFacts(
        name=part["label"],
        points=None if points is None else f"{points * weight / FULL:.0f}",
        weight=f"{weight:.0f}",
        bar=f"{low} gives no points, {high} all of them.",
        raw=part["words"],
        source=part["source"],
        as_of=date.fromisoformat(part["as_of"]) if part["as_of"] else None,
        before=None if before is None else f"{before * weight / FULL:.0f}",
    )


def _level(bar: Decimal) -> str:
    return percent(bar) if bar <= 1 else str(bar)


def _action_words(action: Action | None) -> str | None:
    if action is None:
        return None
    if action.raw is None or action.needed is None:
        return action.sentence
    sentence = action.sentence.removesuffix(".")
    return f"{sentence}: from {_level(action.raw)} to {_level(action.needed)}."


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
