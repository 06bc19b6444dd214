"""What holds of every pace, whatever the figures."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules.pace import (
    Band,
    Curve,
    judge,
    parse_curve,
)

START = date(2026, 1, 1)
NOTHING = Decimal(0)
D = Decimal

AMOUNTS = st.decimals(-1_000_000, 1_000_000, places=2)
WINDOWS = st.integers(1, 400)
CURVES = st.sampled_from(
    ["linear", "back_loaded", "monthly:1,0,3", "milestones:30=10,70=60,100=100"]
).map(parse_curve)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, WINDOWS, st.integers(-10, 410), CURVES, st.booleans())
def test_a_better_value_never_gets_a_worse_band(
    baseline: Decimal,
    target: Decimal,
    one: Decimal,
    other: Decimal,
    days: int,
    day: int,
    curve: Curve,
    counts: bool,
) -> None:
    judged = partial(
        judge,
        baseline=baseline,
        start=START,
        target=target,
        due=START + timedelta(days=days),
        as_of=START + timedelta(days=day),
        curve=curve,
        counts=counts,
    )
    order = [Band.MISSED, Band.OFF_TRACK, Band.AT_RISK, Band.TOO_EARLY, Band.ON_TRACK, Band.AHEAD]
    order.append(Band.ACHIEVED)
    lower, higher = (judged(value=value).band for value in sorted((one, other)))
    if target < baseline:
        lower, higher = higher, lower
    assert order.index(lower) <= order.index(higher)


@given(AMOUNTS, AMOUNTS, WINDOWS, CURVES, st.data())
def test_being_exactly_where_expected_is_on_track(
    baseline: Decimal, target: Decimal, days: int, curve: Curve, data: st.DataObject
) -> None:
    day = data.draw(st.integers(0, days - 1))
    at_pace = partial(
        judge,
        baseline=baseline,
        start=START,
        target=target,
        due=START + timedelta(days=days),
        as_of=START + timedelta(days=day),
        curve=curve,
    )
    expected = at_pace(value=baseline).expected
    assert expected is not None
    judged = at_pace(value=expected)
    assert judged.band in {Band.ON_TRACK, Band.TOO_EARLY}


@given(AMOUNTS, AMOUNTS, AMOUNTS, WINDOWS, CURVES, st.data())
def test_rising_and_falling_numbers_are_mirror_images(
    baseline: Decimal,
    target: Decimal,
    value: Decimal,
    days: int,
    curve: Curve,
    data: st.DataObject,
) -> None:
    assume(baseline != target)
    judged = partial(
        judge,
        start=START,
        due=START + timedelta(days=days),
        as_of=START + timedelta(days=data.draw(st.integers(0, days))),
        curve=curve,
    )
    upright = judged(baseline=baseline, target=target, value=value)
    mirrored = judged(baseline=-baseline, target=-target, value=-value)
    assert (upright.band, upright.ratio) == (mirrored.band, mirrored.ratio)


@given(AMOUNTS, AMOUNTS, st.integers(20, 400), st.data())
def test_doing_what_is_needed_each_week_meets_the_target(
    value: Decimal, target: Decimal, days: int, data: st.DataObject
) -> None:
    day = data.draw(st.integers(0, days - 1))
    judged = judge(
        baseline=NOTHING,
        start=START,
        target=target,
        due=START + timedelta(days=days),
        value=value,
        as_of=START + timedelta(days=day),
    )
    assert judged.needed_per_week is not None
    if judged.needed_per_week != 0:
        reached = value + judged.needed_per_week * (days - day) / 7
        assert abs(reached - target) < D("0.0001")


@given(AMOUNTS, AMOUNTS, AMOUNTS, WINDOWS, CURVES, st.booleans(), st.data())
def test_it_matters_how_many_days_are_gone_and_not_which(
    baseline: Decimal,
    target: Decimal,
    value: Decimal,
    days: int,
    curve: Curve,
    counts: bool,
    data: st.DataObject,
) -> None:
    day, later = data.draw(st.integers(0, days + 5)), timedelta(data.draw(st.integers(-3000, 3000)))
    judged = partial(
        judge, baseline=baseline, target=target, value=value, curve=curve, counts=counts
    )
    start, due, as_of = START, START + timedelta(days), START + timedelta(day)
    here = judged(start=start, due=due, as_of=as_of)
    there = judged(start=start + later, due=due + later, as_of=as_of + later)
    assert replace(here, as_of=None) == replace(there, as_of=None)


@given(AMOUNTS, AMOUNTS, WINDOWS, CURVES, st.booleans(), st.data())
def test_what_is_expected_goes_from_the_baseline_to_the_target_and_never_back(
    baseline: Decimal,
    target: Decimal,
    days: int,
    curve: Curve,
    counts: bool,
    data: st.DataObject,
) -> None:
    expected = [
        judge(
            baseline=baseline,
            start=START,
            target=target,
            due=START + timedelta(days=days),
            value=baseline,
            as_of=START + timedelta(days=day),
            curve=curve,
            counts=counts,
        ).expected
        for day in sorted(data.draw(st.tuples(st.integers(-5, 410), st.integers(-5, 410))))
    ]
    way = [baseline, *(one for one in expected if one is not None), target]
    assert len(way) == 4
    assert way == sorted(way, reverse=target < baseline)


@given(AMOUNTS, AMOUNTS, WINDOWS, CURVES, st.data())
def test_at_this_pace_the_target_is_reached_exactly_by_who_is_where_expected(
    baseline: Decimal, target: Decimal, days: int, curve: Curve, data: st.DataObject
) -> None:
    at_pace = partial(
        judge,
        baseline=baseline,
        start=START,
        target=target,
        due=START + timedelta(days=days),
        as_of=START + timedelta(days=data.draw(st.integers(0, days))),
        curve=curve,
    )
    expected = at_pace(value=baseline).expected
    lands_at = at_pace(value=expected).lands_at
    assert lands_at is None or abs(lands_at - target) < D("0.0001")
