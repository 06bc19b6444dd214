"""Health: 0 to 100, explained to the point, never better than its caps."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.rules import health_model
from bot.rules.health import (
    CapRule,
    Component,
    HealthBand,
    HealthInputs,
    HealthScore,
    Measured,
    load_model,
    score,
)

D = Decimal
TODAY = date(2026, 3, 2)
MODEL = load_model(Path(health_model.__file__).with_suffix(".toml").read_text())
BARS = {name: (part.low, part.high) for name, part in MODEL.components.items()}


def at(share: str | Decimal, *names: Component, fresh: bool = True) -> dict[Component, Measured]:
    return {
        name: Measured(
            BARS[name][0] + (BARS[name][1] - BARS[name][0]) * D(share), "ledger", TODAY, fresh
        )
        for name in names or Component
    }


def scored(components: dict[Component, Measured], *caps: CapRule) -> HealthScore:
    return score(MODEL, HealthInputs(components, frozenset(caps)))


@pytest.mark.parametrize(
    ("share", "points", "band"),
    [
        ("0", 0, HealthBand.RED),
        ("0.39", 39, HealthBand.RED),
        ("0.4", 40, HealthBand.AMBER),
        ("0.694", 69, HealthBand.AMBER),
        ("0.695", 70, HealthBand.GREEN),
        ("1", 100, HealthBand.GREEN),
        ("7", 100, HealthBand.GREEN),
        ("-3", 0, HealthBand.RED),
    ],
)
def test_each_component_goes_linearly_from_its_low_bar_to_its_high_bar(
    share: str, points: int, band: HealthBand
) -> None:
    result = scored(at(share))
    assert (result.score, result.band) == (points, band)


def test_components_count_by_their_weight() -> None:
    parts = at("0") | at("1", Component.PACE, Component.PULSE)
    assert scored(parts).score == 45


def test_a_missing_components_weight_is_shared_out() -> None:
    parts = at("1", Component.PACE) | at("0", Component.KEPT)
    result = scored(parts)
    assert result.score == 58  # 35 of 60
    weights = {part.name: part.weight for part in result.components}
    assert weights[Component.PULSE] == 0
    assert sum(weights.values()) == pytest.approx(100)


def test_under_half_of_the_weight_measured_health_is_unknown() -> None:
    half = at("1", Component.PACE, Component.RELATIONSHIP)
    assert scored(half).score == 100
    result = scored(at("1", Component.PACE, Component.PULSE))
    assert (result.score, result.band, result.uncapped) == (None, HealthBand.UNKNOWN, None)
    assert scored({}).band is HealthBand.UNKNOWN


def test_what_is_not_fresh_counts_as_missing_but_is_shown() -> None:
    parts = at("1") | at("0", Component.PACE, fresh=False)
    result = scored(parts)
    assert result.score == 100
    pace = result.components[0]
    assert (pace.points, pace.raw, pace.weight) == (None, D("0.5"), D(0))
    assert result.reasons[0] == (
        "Pace of goals and pipeline: not measured, so its weight is shared out."
    )


@pytest.mark.parametrize(
    ("caps", "most"),
    [
        ([CapRule.NEVER_PIPELINE], 39),
        ([CapRule.CHAMPION_LOST], 69),
        ([CapRule.HEADLINE_OFF_TRACK], 69),
        (list(CapRule), 39),
    ],
)
def test_a_cap_holds_health_down_and_is_named(caps: list[CapRule], most: int) -> None:
    result = scored(at("1"), *caps)
    assert (result.score, result.uncapped) == (most, 100)
    assert [cap.rule for cap in result.caps] == caps
    assert result.reasons[-len(caps)].endswith(f": at most {result.caps[0].at_most}.")


def test_a_score_explains_itself_and_what_it_was_before() -> None:
    before = scored(at("0.5"))
    result = score(MODEL, HealthInputs(at("0.6")), before)
    assert result.components[0].previous == 50
    assert result.reasons[0] == (
        "Pace of goals and pipeline: 60 of 100, 50 before, counts 35 %. "
        "It is 0.80, from 0.5 (0) to 1.0 (100); source: ledger, as of 2026-03-02."
    )
    assert "before" not in before.reasons[0]
    undated = {name: Measured(one.raw, "ledger") for name, one in at("0.6").items()}
    assert scored(undated).reasons[0].endswith("source: ledger.")


def test_the_cheapest_single_action_is_named() -> None:
    result = scored(at("0.66"))
    action = result.cheapest_action
    assert action is not None
    assert action.subject is Component.ENGAGEMENT  # the pulse alone would not do: 10 * 34 < 400
    assert action.sentence == "Get in touch with the people who have gone quiet."
    assert action.raw == D("0.762")
    assert action.needed == pytest.approx(D("0.9486667"))


def test_lifting_the_cap_is_an_action_when_the_cap_is_what_binds() -> None:
    action = scored(at("1"), CapRule.CHAMPION_LOST).cheapest_action
    assert action is not None
    assert (action.subject, action.sentence) == (CapRule.CHAMPION_LOST, "Name a new champion.")
    assert (
        scored(at("1"), CapRule.CHAMPION_LOST, CapRule.HEADLINE_OFF_TRACK).cheapest_action is None
    )


def test_green_needs_nothing_and_unknown_needs_a_measure() -> None:
    assert scored(at("1")).cheapest_action is None
    action = scored(at("1", Component.PACE, Component.PULSE)).cheapest_action
    assert action is not None
    assert (action.subject, action.sentence) == (
        Component.ENGAGEMENT,
        "Measure it again: Engagement.",
    )
    assert scored({}).cheapest_action is None


def test_nothing_measured_is_unknown_even_where_no_weight_is_asked_for() -> None:
    easy = replace(MODEL, unknown_under_percent=0)
    assert score(easy, HealthInputs({})).score is None
    assert score(easy, HealthInputs(at("0.5", Component.PULSE))).score == 50
