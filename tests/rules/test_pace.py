"""Where a number stands against where it was expected to be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules.defaults import DEFAULTS
from bot.rules.pace import (
    Band,
    Curve,
    Guardrail,
    GuardrailKind,
    Judgement,
    judge,
    parse_curve,
    parse_guardrail,
    recovered,
    worse,
)

START, HALF, DUE = date(2026, 1, 1), date(2026, 2, 20), date(2026, 4, 11)  # 100 days, 50 gone
NOTHING, HUNDRED = Decimal(0), Decimal(100)
D = Decimal

quarter: Callable[..., Judgement] = partial(
    judge, baseline=NOTHING, start=START, target=HUNDRED, due=DUE, as_of=HALF
)


@pytest.mark.parametrize(
    ("value", "band"),
    [
        pytest.param("55", Band.AHEAD, id="ten per cent more is ahead"),
        pytest.param("54.99", Band.ON_TRACK, id="a little less is on track"),
        pytest.param("47.5", Band.ON_TRACK, id="five per cent short is on track"),
        pytest.param("47.49", Band.AT_RISK, id="more than that is at risk"),
        pytest.param("37.5", Band.AT_RISK, id="a quarter short is at risk"),
        pytest.param("37.49", Band.OFF_TRACK, id="more than that is off track"),
        pytest.param("0", Band.OFF_TRACK, id="zero is a value"),
    ],
)
def test_the_band_follows_the_share_of_what_was_expected(value: str, band: Band) -> None:
    assert quarter(value=D(value)).band is band


def test_a_judgement_carries_every_figure_a_message_needs() -> None:
    assert quarter(value=D(40)) == Judgement(
        band=Band.AT_RISK,
        value=D(40),
        expected=D(50),
        ratio=D("0.8"),
        lands_at=D(80),
        needed_per_week=D("8.4"),
        as_of=HALF,
    )


def test_a_number_that_should_fall_is_judged_by_the_same_formula() -> None:
    days_to_reply = quarter(baseline=D(10), target=D(4), value=D(8))
    assert days_to_reply.expected == D(7)
    assert days_to_reply.band is Band.OFF_TRACK
    assert days_to_reply.lands_at == D(6)
    assert days_to_reply.needed_per_week == D("-0.56")


def test_part_of_a_deal_is_not_missing() -> None:
    deals = quarter(target=D(5), value=D(2), counts=True)  # 2.5 expected
    assert (deals.expected, deals.ratio, deals.band) == (D(2), D(1), Band.ON_TRACK)
    assert quarter(target=D(5), value=D(2)).band is Band.AT_RISK


def test_a_count_that_falls_is_rounded_the_kind_way_too() -> None:
    open_faults = quarter(baseline=D(5), target=D(0), value=D(3), counts=True)  # 2.5 expected
    assert (open_faults.expected, open_faults.band) == (D(3), Band.ON_TRACK)


@pytest.mark.parametrize(
    ("value", "band"),
    [("0", Band.ON_TRACK), ("1", Band.AHEAD), ("-1", Band.OFF_TRACK)],
)
def test_where_nothing_is_expected_yet_only_a_step_back_is_off_track(
    value: str, band: Band
) -> None:
    step_later = parse_curve("milestones:90=50,100=100")
    judged = quarter(value=D(value), curve=step_later)
    assert (judged.band, judged.ratio, judged.lands_at) == (band, None, None)
    assert quarter(value=D(value), target=D(1), counts=True).band is band


def test_a_target_equal_to_the_baseline_is_to_stay_there() -> None:
    assert quarter(baseline=D(90), target=D(90), value=D(90)).band is Band.ON_TRACK
    assert quarter(baseline=D(90), target=D(90), value=D(89)).band is Band.OFF_TRACK


@pytest.mark.parametrize(
    ("days", "day", "band"),
    [
        pytest.param(30, 6, Band.TOO_EARLY, id="under a week"),
        pytest.param(30, 7, Band.OFF_TRACK, id="a week of a month"),
        pytest.param(365, 36, Band.TOO_EARLY, id="under a tenth of a year"),
        pytest.param(365, 37, Band.OFF_TRACK, id="a tenth of a year"),
        pytest.param(30, -3, Band.TOO_EARLY, id="before the start"),
        pytest.param(5, 5, Band.MISSED, id="the due date is never too early"),
    ],
)
def test_nothing_is_judged_too_early(days: int, day: int, band: Band) -> None:
    judged = quarter(
        value=NOTHING, due=START + timedelta(days=days), as_of=START + timedelta(days=day)
    )
    assert judged.band is band


@pytest.mark.parametrize(
    ("value", "band"),
    [("100", Band.ACHIEVED), ("130", Band.ACHIEVED), ("99.99", Band.MISSED)],
)
def test_a_reading_of_the_due_date_settles_the_goal(value: str, band: Band) -> None:
    judged = quarter(value=D(value), as_of=DUE, stale=True)
    assert (judged.band, judged.needed_per_week) == (band, None)
    assert judged.lands_at == D(value)
    assert quarter(value=D(value), as_of=DUE + timedelta(days=30)).band is band


def test_a_target_reached_early_needs_nothing_more() -> None:
    assert quarter(value=D(120)).needed_per_week == 0
    assert quarter(baseline=D(10), target=D(4), value=D(3)).needed_per_week == 0


def test_a_window_without_a_day_is_judged_as_over() -> None:
    assert quarter(value=D(100), due=START).band is Band.ACHIEVED


def test_a_goal_not_aligned_is_never_judged() -> None:
    assert quarter(value=NOTHING, aligned=False).band is Band.NOT_ALIGNED
    assert quarter(value=None, as_of=None, aligned=False).band is Band.NOT_ALIGNED


def test_a_goal_without_a_reading_is_unmeasured_and_zero_is_a_reading() -> None:
    assert quarter(value=None) == Judgement(Band.UNMEASURED)
    assert quarter(value=D(3), as_of=None) == Judgement(Band.UNMEASURED)
    assert quarter(value=NOTHING).band is not Band.UNMEASURED


def test_a_stale_reading_keeps_its_figures_but_is_not_judged() -> None:
    judged = quarter(value=D(40), stale=True)
    assert (judged.band, judged.expected) == (Band.STALE, D(50))


def test_a_ratio_exactly_on_a_border_is_on_the_better_side() -> None:
    third = partial(quarter, due=START + timedelta(days=90), as_of=START + timedelta(days=30))
    judged = third(target=D(7), value=D("2.21666666666666666666666666667"))
    assert judged.band is Band.ON_TRACK
    assert third(target=D(90), value=D(30), counts=True).ratio == 1


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("above:95", "95", "94.99"),
        ("below: 2.5", "2.5", "2.51"),
        ("within:10,20", "10", "20.01"),
        ("WITHIN:10,20", "20", "9.99"),
    ],
)
def test_a_guardrail_only_asks_to_stay_inside(text: str, inside: str, outside: str) -> None:
    guarded = partial(quarter, guardrail=parse_guardrail(text))
    assert guarded(value=D(inside)).band is Band.ON_TRACK
    assert guarded(value=D(outside)).band is Band.OFF_TRACK
    assert guarded(value=D(outside), as_of=START).band is Band.OFF_TRACK
    assert guarded(value=D(inside), stale=True).band is Band.STALE
    assert guarded(value=D(inside), as_of=DUE).band is Band.ACHIEVED
    assert guarded(value=D(outside), as_of=DUE, stale=True).band is Band.MISSED


def test_a_guardrail_is_stored_as_the_text_it_is_read_from() -> None:
    for text, kind in [
        ("above:95", GuardrailKind.ABOVE),
        ("below:2.5", GuardrailKind.BELOW),
        ("within:10,20", GuardrailKind.WITHIN),
    ]:
        guardrail = parse_guardrail(text)
        assert (guardrail.text, guardrail.kind) == (text, kind)


@pytest.mark.parametrize("text", ["", "above", "above:x", "above:1,2", "near:5", "below:nan"])
def test_an_unreadable_guardrail_ends_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is not a guardrail; use above:95"):
        parse_guardrail(text)


def test_a_guardrail_allows_something_and_forbids_something() -> None:
    with pytest.raises(ValueError, match="needs a bound"):
        Guardrail()
    with pytest.raises(ValueError, match="cannot be above"):
        Guardrail(low=D(2), high=D(1))


@pytest.mark.parametrize(
    ("old", "new", "alert"),
    [
        (Band.ON_TRACK, Band.AT_RISK, True),
        (Band.AT_RISK, Band.OFF_TRACK, True),
        (Band.OFF_TRACK, Band.MISSED, True),
        (None, Band.OFF_TRACK, True),
        (Band.TOO_EARLY, Band.AT_RISK, True),
        (Band.STALE, Band.AT_RISK, True),
        (Band.AHEAD, Band.ON_TRACK, False),
        (Band.AT_RISK, Band.AT_RISK, False),
        (Band.OFF_TRACK, Band.AT_RISK, False),
        (Band.ON_TRACK, Band.STALE, False),
        (Band.MISSED, Band.ACHIEVED, False),
    ],
)
def test_an_alert_is_raised_only_by_a_change_for_the_worse(
    old: Band | None, new: Band, *, alert: bool
) -> None:
    assert worse(old, new) is alert


def reading(ratio: str | None, band: Band) -> Judgement:
    return Judgement(band, ratio=D(ratio) if ratio else None)


@pytest.mark.parametrize(
    ("readings", "over"),
    [
        pytest.param([], False, id="nothing read"),
        pytest.param([reading("1.0", Band.ON_TRACK)], True, id="one at full pace"),
        pytest.param([reading("0.97", Band.ON_TRACK)], False, id="one almost there"),
        pytest.param(
            [reading("0.97", Band.ON_TRACK), reading("0.96", Band.ON_TRACK)], True, id="two"
        ),
        pytest.param(
            [reading("0.8", Band.AT_RISK), reading("0.96", Band.ON_TRACK)],
            False,
            id="the first of the two no better",
        ),
        pytest.param(
            [reading(None, Band.UNMEASURED), reading("0.96", Band.ON_TRACK)],
            False,
            id="not measured is not better",
        ),
        pytest.param([reading(None, Band.ACHIEVED)], True, id="achieved"),
        pytest.param([reading("1.0", Band.MISSED)], False, id="a missed half deal"),
    ],
)
def test_an_alert_ends_with_one_good_reading_or_two_better_ones(
    readings: list[Judgement], *, over: bool
) -> None:
    assert recovered(Band.AT_RISK, readings) is over


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


def test_a_workspace_can_set_its_own_bars() -> None:
    strict = replace(DEFAULTS, on_track_from=D(1))
    assert quarter(value=D(49)).band is Band.ON_TRACK
    assert quarter(value=D(49), limits=strict).band is Band.AT_RISK
