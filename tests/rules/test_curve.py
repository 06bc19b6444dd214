"""How a goal is expected to fill up over its window."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.curve import LINEAR, Curve, CurveKind, parse_curve

WEIGHTS = (
    st.lists(st.integers(0, 50), min_size=1, max_size=12)
    .filter(any)
    .map(lambda weights: "monthly:" + ",".join(map(str, weights)))
)
STEPS = st.dictionaries(st.integers(1, 99), st.integers(0, 100), max_size=6).map(
    lambda steps: (
        "milestones:"
        + ",".join(
            f"{when}={share}"
            for when, share in [
                *zip(sorted(steps), sorted(steps.values()), strict=True),
                (100, 100),
            ]
        )
    )
)
CURVES = st.one_of(st.sampled_from(["linear", "back_loaded"]), WEIGHTS, STEPS).map(parse_curve)
SHARES = st.fractions(0, 1)


@pytest.mark.parametrize(
    ("text", "x", "share"),
    [
        pytest.param("linear", "1/4", "1/4", id="linear"),
        pytest.param("", "1/4", "1/4", id="nothing said is linear"),
        pytest.param("back_loaded", "1/3", "15/100", id="first third"),
        pytest.param("Back-loaded", "2/3", "40/100", id="second third"),
        pytest.param("back loaded", "5/6", "70/100", id="within the last third"),
        pytest.param("monthly:1,1,2", "1/3", "1/4", id="first month"),
        pytest.param("monthly: 1, 1, 2", "5/6", "3/4", id="within the last month"),
        pytest.param("monthly:0,1", "1/4", "0", id="an idle first month"),
        pytest.param("milestones:50=20,100=100", "49/100", "0", id="before the first step"),
        pytest.param("milestones:50%=20%, 100%=100%", "1/2", "1/5", id="on the step"),
        pytest.param("milestones:50=20,100=100", "99/100", "1/5", id="level until the next"),
    ],
)
def test_a_curve_says_the_share_expected(text: str, x: str, share: str) -> None:
    assert parse_curve(text).share(Fraction(x)) == Fraction(share)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sideways", "'sideways' is not a curve; use linear"),
        ("linear:1", "is not a curve"),
        ("monthly", "is not a curve"),
        ("milestones:", "is not a curve"),
        ("monthly:1,x", "'x' is not a number in a curve"),
        ("monthly:1,inf", "'inf' is not a number in a curve"),
        ("monthly:0,0", "not all zero"),
        ("monthly:2,-1", "not all zero"),
        ("milestones:50=20", "end at 100=100"),
        ("milestones:50=20,40=30,100=100", "rise in time"),
        ("milestones:50=20,60=10,100=100", "rise in time"),
        ("milestones:50,100=100", "'' is not a number"),
    ],
)
def test_an_unreadable_curve_ends_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_curve(text)


@given(CURVES)
def test_every_curve_starts_at_nothing_and_ends_at_all(curve: Curve) -> None:
    assert curve.share(0) == 0
    assert curve.share(1) == 1
    assert curve.share(-5) == 0
    assert curve.share(2.5) == 1


@given(CURVES, SHARES, SHARES)
def test_no_curve_ever_falls(curve: Curve, one: Fraction, other: Fraction) -> None:
    assert curve.share(min(one, other)) <= curve.share(max(one, other))


@given(CURVES)
def test_a_curve_is_stored_as_the_text_it_is_read_from(curve: Curve) -> None:
    assert parse_curve(curve.text) == curve


@given(CURVES, st.integers(-5, 400), st.integers(-5, 400))
def test_the_share_on_a_day_is_the_share_of_the_window_gone(
    curve: Curve, day: int, days: int
) -> None:
    part, whole = curve.share_on_day(day, days)
    gone = Fraction(day, days) if 0 < day < days else Fraction(day >= days)
    assert Fraction(part, whole) == curve.share(gone)


def test_linear_is_the_default_kind() -> None:
    assert LINEAR.kind is CurveKind.LINEAR
