"""What holds of every health, whatever was measured."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.health import (
    CapRule,
    Component,
    HealthBand,
    HealthInputs,
    Measured,
    score,
)
from tests.rules.test_health import MODEL, TODAY, at, scored

D = Decimal

RAWS = st.decimals(-2, 8, places=3)
MEASURED = st.builds(Measured, RAWS, st.just("ledger"), st.just(TODAY), st.booleans())
INPUTS = st.builds(
    HealthInputs,
    st.dictionaries(st.sampled_from(Component), MEASURED),
    st.frozensets(st.sampled_from(CapRule)),
)


@given(INPUTS)
def test_health_is_from_0_to_100_or_unknown(inputs: HealthInputs) -> None:
    result = score(MODEL, inputs)
    assert result.score is None or 0 <= result.score <= 100
    assert (result.score is None) == (result.band is HealthBand.UNKNOWN)
    assert {cap.rule for cap in result.caps} == inputs.caps
    assert len(result.reasons) == len(Component) + len(inputs.caps)


@given(INPUTS, st.sampled_from(Component), RAWS)
def test_a_better_component_never_lowers_health(
    inputs: HealthInputs, name: Component, raise_by: Decimal
) -> None:
    if name not in inputs.components:
        return
    one = inputs.components[name]
    better = Measured(one.raw + abs(raise_by), one.source, one.as_of, one.fresh)
    raised = HealthInputs({**inputs.components, name: better}, inputs.caps)
    before, after = score(MODEL, inputs).score, score(MODEL, raised).score
    assert (before is None) == (after is None)
    assert (after or 0) >= (before or 0)


@given(INPUTS, st.sampled_from(CapRule))
def test_a_cap_never_raises_health(inputs: HealthInputs, rule: CapRule) -> None:
    capped = HealthInputs(inputs.components, inputs.caps | {rule})
    most = MODEL.caps[rule].at_most
    result = score(MODEL, capped).score
    free = score(MODEL, inputs).score
    assert result == (None if free is None else min(free, most))


@given(INPUTS)
def test_the_action_named_does_change_the_band(inputs: HealthInputs) -> None:
    result = score(MODEL, inputs)
    action = result.cheapest_action
    if action is None:
        return
    components, caps = dict(inputs.components), inputs.caps
    if isinstance(action.subject, CapRule):
        caps -= {action.subject}
    else:
        raw = action.needed if action.needed is not None else D(1)
        components[action.subject] = Measured(raw, "ledger", TODAY)
    order = [HealthBand.UNKNOWN, HealthBand.RED, HealthBand.AMBER, HealthBand.GREEN]
    changed = score(MODEL, HealthInputs(components, caps))
    assert order.index(changed.band) > order.index(result.band)


@given(INPUTS)
def test_the_weights_that_count_share_out_the_whole(inputs: HealthInputs) -> None:
    parts = score(MODEL, inputs).components
    fresh = {name for name, value in inputs.components.items() if value.fresh}
    assert {part.name for part in parts if part.weight} == fresh
    whole = sum((part.weight for part in parts), D(0))
    assert abs(whole - (100 if fresh else 0)) < D("1e-9")


@given(INPUTS)
def test_health_lies_between_its_lowest_and_its_highest_part(inputs: HealthInputs) -> None:
    result = score(MODEL, inputs)
    points = [part.points for part in result.components if part.points is not None]
    if result.uncapped is not None:
        assert min(points) - D("0.5") <= result.uncapped <= max(points) + D("0.5")


@given(st.decimals(0, 1, places=4), st.sets(st.sampled_from(Component), min_size=3))
def test_sharing_out_keeps_even_health_even(share: Decimal, names: set[Component]) -> None:
    whole, part = scored(at(share)), scored(at(share, *names))
    assert part.score in {whole.score, None}
