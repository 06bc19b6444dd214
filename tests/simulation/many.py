"""Many lives at once, one after the other in each of some processes, with what came of them."""

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from traceback import format_exc

from tests.simulation.run import Lives, somewhere_fast
from tests.simulation.simulation import Outcome


@dataclass
class Sum:
    """What many lives came to."""

    lives: int = 0
    messages: int = 0
    faults: int = 0
    weathers: Counter[str] = field(default_factory=Counter)
    broken: list[int] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        self.lives += 1
        self.messages += outcome.posts
        self.faults += outcome.faults
        self.weathers[outcome.weather] += 1
        if outcome.violations:
            self.broken.append(outcome.seed)

    def __str__(self) -> str:
        weathers = ", ".join(f"{count} {name}" for name, count in sorted(self.weathers.items()))
        lived = (
            f"{self.lives} lives ({weathers}), {self.messages:,} messages, {self.faults:,} faults"
        )
        if not self.broken:
            return f"{lived}: every promise kept"
        return f"{lived}: promises broken by {len(self.broken)} seeds, {sorted(self.broken)}"


def live_many(seeds: Sequence[int], *, days: int, workers: int | None = None) -> Iterator[Outcome]:
    """Yield what each seed came to, without its trace, as they end."""
    spawn = multiprocessing.get_context("spawn")
    with (
        somewhere_fast() as folder,
        ProcessPoolExecutor(workers or os.cpu_count(), spawn) as processes,
    ):
        running: list[Future[Outcome]] = [
            processes.submit(_live, folder, seed, days) for seed in seeds
        ]
        try:
            for one in as_completed(running):
                yield one.result()
        finally:
            processes.shutdown(wait=False, cancel_futures=True)


def _live(folder: Path, seed: int, days: int) -> Outcome:
    try:
        return replace(_lives_in(folder).live(seed, days=days), trace=())
    except Exception:  # noqa: BLE001 - whatever it is, it is this seed's, and the others go on
        return Outcome(seed, "?", (format_exc(),), 0, 0, ())


@cache
def _lives_in(folder: Path) -> Lives:
    return Lives(folder / f"{os.getpid()}.db")
