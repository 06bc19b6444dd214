"""Health over time: what is worth telling."""

from datetime import date, timedelta

import pytest

from bot.rules.health_history import HealthEvent, HealthEventKind, HealthSnapshot, health_event
from bot.rules.health_model import HealthBand

TODAY = date(2026, 6, 1)


def snapshot(days_ago: int, score: int | None) -> HealthSnapshot:
    band = HealthBand.UNKNOWN
    if score is not None:
        band = HealthBand.GREEN if score >= 70 else HealthBand.AMBER
    return HealthSnapshot(TODAY - timedelta(days=days_ago), score, band)


@pytest.mark.parametrize("history", [[], [snapshot(0, 60)], [snapshot(1, 60), snapshot(0, 60)]])
def test_nothing_new_is_no_event(history: list[HealthSnapshot]) -> None:
    assert health_event(history) is None


@pytest.mark.parametrize(("old", "new"), [(70, 69), (60, 71), (None, 60), (60, None)])
def test_a_change_of_band_is_an_event(old: int | None, new: int | None) -> None:
    before, after = snapshot(1, old), snapshot(0, new)
    assert health_event([before, after]) == HealthEvent(HealthEventKind.BAND_CHANGE, before, after)


def test_a_fall_of_ten_within_a_fortnight_is_an_event_on_the_day_it_is_reached() -> None:
    top, almost, fallen = snapshot(14, 65), snapshot(1, 56), snapshot(0, 55)
    assert health_event([top, almost]) is None
    assert health_event([top, almost, fallen]) == HealthEvent(HealthEventKind.FALL, top, fallen)


def test_the_same_fall_is_not_told_again_the_next_day() -> None:
    assert health_event([snapshot(5, 65), snapshot(1, 55), snapshot(0, 54)]) is None


def test_a_slow_fall_is_no_event() -> None:
    assert health_event([snapshot(15, 65), snapshot(1, 56), snapshot(0, 55)]) is None


def test_unknown_days_in_between_do_not_matter() -> None:
    assert health_event([snapshot(1, None), snapshot(0, None)]) is None
    history = [snapshot(9, 65), snapshot(2, None), snapshot(1, 60), snapshot(0, 55)]
    event = health_event(history)
    assert event is not None
    assert event.old == history[0]
