"""When a change of band raises an alert, and when it is over."""

from decimal import Decimal

import pytest

from bot.rules.pace import (
    Band,
    Judgement,
    recovered,
    worse,
)

D = Decimal


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
