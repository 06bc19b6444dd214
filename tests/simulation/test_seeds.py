"""Lives of the whole bot, each from one seed; whatever one of them breaks is printed with it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import MetaData

from storage.database import Database
from tests.conftest import empty
from tests.simulation.__main__ import report
from tests.simulation.run import Lives, simulate, somewhere_fast

CHUNKS, SEEDS_A_CHUNK = 20, 10
FEW_DAYS = 3
# Whole months: seeds that broke a promise once. A message twice after a pause (9), at a bad hour
# (8, 10), about what was settled (20, 26, 1085), parked (21, 25) or closed (33); and a line that
# waited for ever for somebody who wants no such lines (5). A seed's life changes with the bot it
# meets, so what it found has a test of its own as well.
KNOWN_BAD = (5, 8, 9, 10, 20, 21, 25, 26, 33, 1068, 1085, 1160)


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    with somewhere_fast() as folder:
        lives = Lives(folder / "life.db")
        yield lives
        lives.end()


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_promise_is_broken_in_any_life(chunk: int, lives: Lives) -> None:
    first = 1000 + chunk * SEEDS_A_CHUNK
    outcomes = [lives.live(seed, days=FEW_DAYS) for seed in range(first, first + SEEDS_A_CHUNK)]

    broken = [report(one, FEW_DAYS) for one in outcomes if one.violations]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("seed", KNOWN_BAD)
def test_what_a_seed_once_broke_stays_whole(seed: int, lives: Lives) -> None:
    outcome = lives.live(seed)

    assert not outcome.violations, report(outcome)


@pytest.mark.parametrize("seed", [2001, 2002])
def test_no_promise_is_broken_on_postgresql(
    seed: int, postgres_database: Database, metadata: MetaData
) -> None:
    outcome = simulate(postgres_database, seed, days=FEW_DAYS)
    empty(postgres_database, metadata)

    assert not outcome.violations, report(outcome)


def test_a_seed_replays_to_the_letter(lives: Lives) -> None:
    once, again = (lives.live(1, days=FEW_DAYS) for _ in range(2))

    assert once == again
