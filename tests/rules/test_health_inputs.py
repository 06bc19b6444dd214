"""From what was recorded to each component's raw value."""

from decimal import Decimal

import pytest

from bot.rules.commitments import KeptRate
from bot.rules.health_inputs import (
    engagement_raw,
    kept_raw,
    pulse_raw,
    relationship_raw,
)

D = Decimal


def test_kept_is_the_mean_of_both_sides_not_of_all_promises() -> None:
    ours, theirs = KeptRate(9, 10, D("0.9")), KeptRate(1, 2, None)
    assert kept_raw(ours, theirs) == D("0.7")
    assert kept_raw(ours, KeptRate(0, 0, None)) == D("0.9")
    assert kept_raw(KeptRate(0, 0, None), KeptRate(0, 0, None)) is None


def test_engagement_is_touches_had_of_touches_asked() -> None:
    assert engagement_raw(3, 4) == D("0.75")
    assert engagement_raw(9, 4) == 1
    assert engagement_raw(3, 0) is None


def test_relationship_is_champion_breadth_and_attitude() -> None:
    full = relationship_raw(has_champion=True, people=6, attitudes=[1, 1])
    assert full == 1
    assert relationship_raw(has_champion=False, people=2, attitudes=[0]) == pytest.approx(
        D("0.3333333")
    )
    assert relationship_raw(has_champion=None, people=2) == D("0.5")
    assert relationship_raw(has_champion=None, people=0) is None


def test_pulse_is_the_mean_answer() -> None:
    assert pulse_raw([3, 4]) == D("3.5")
    assert pulse_raw([]) is None
