from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import MovableClock, SystemClock

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta()


def test_a_clock_that_stands_still_moves_only_when_it_is_set() -> None:
    clock = MovableClock(NOON, stands_still=True)
    assert clock.now() == NOON

    clock.move(NOON + timedelta(days=1))
    assert clock.now() == NOON + timedelta(days=1)


def test_a_movable_clock_runs_on_from_where_it_was_set() -> None:
    clock = MovableClock(NOON)
    first, second = clock.now(), clock.now()
    assert NOON <= first <= second < NOON + timedelta(seconds=5)


def test_a_clock_refuses_an_instant_without_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        MovableClock(datetime(2026, 3, 5, 12))  # noqa: DTZ001
