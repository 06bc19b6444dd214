"""Numbers that only have to stay where they are allowed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from bot.rules.pace import (
    Band,
    Guardrail,
    GuardrailKind,
    Judgement,
    judge,
    parse_guardrail,
)

START, HALF, DUE = date(2026, 1, 1), date(2026, 2, 20), date(2026, 4, 11)  # 100 days, 50 gone
NOTHING, HUNDRED = Decimal(0), Decimal(100)
D = Decimal

quarter: Callable[..., Judgement] = partial(
    judge, baseline=NOTHING, start=START, target=HUNDRED, due=DUE, as_of=HALF
)


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
