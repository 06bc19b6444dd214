"""Where a number stands against where it was expected to be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from bot.rules.defaults import DEFAULTS
from bot.rules.pace import (
    Band,
    Judgement,
    judge,
    parse_curve,
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
        pytest.param(100, 10, Band.OFF_TRACK, id="a tenth to the day"),
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


def test_a_workspace_can_set_its_own_bars() -> None:
    strict = replace(DEFAULTS, on_track_from=D(1))
    assert quarter(value=D(49)).band is Band.ON_TRACK
    assert quarter(value=D(49), limits=strict).band is Band.AT_RISK
