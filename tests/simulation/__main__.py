"""``python -m tests.simulation --seed N`` replays a seed; ``--seeds N`` runs many."""

import argparse
import sys
from time import monotonic

from tests.simulation.many import Sum, live_many
from tests.simulation.run import Lives, somewhere_fast
from tests.simulation.simulation import DAYS, Outcome

SAY_EVERY_S = 10.0


def main() -> int:
    """Run the seeds asked for; return 1 when one of them broke a promise."""
    asked = argparse.ArgumentParser(prog="python -m tests.simulation")
    asked.add_argument("--seed", type=int, help="run this one, and print all it did")
    asked.add_argument("--seeds", type=int, default=5000, help="run that many")
    asked.add_argument("--first", type=int, default=0, help="beginning with this one")
    asked.add_argument("--days", type=int, default=DAYS)
    asked.add_argument("--workers", type=int, help="processes; one a core unless given")
    given = asked.parse_args()
    if given.seed is not None:
        return _one(given.seed, given.days)
    return _many(range(given.first, given.first + given.seeds), given.days, given.workers)


def report(outcome: Outcome, days: int = DAYS) -> str:
    """Say what a seed broke, and how to see it again."""
    shown = "\n".join(f"  {each}" for each in outcome.violations[:8])
    return (
        f"seed {outcome.seed} ({outcome.weather}; {outcome.posts} messages, "
        f"{outcome.faults} faults) broke {len(outcome.violations)} promises:\n{shown}\n"
        f"  replay: python -m tests.simulation --seed {outcome.seed} --days {days}"
    )


def _one(seed: int, days: int) -> int:
    with somewhere_fast() as folder:
        outcome = Lives(folder / "life.db").live(seed, days=days)
    print("\n".join(outcome.trace))
    print(report(outcome, days) if outcome.violations else f"seed {seed} kept every promise")
    return 1 if outcome.violations else 0


def _many(seeds: range, days: int, workers: int | None) -> int:
    total, began, said = Sum(), monotonic(), float("-inf")
    print(f"{len(seeds)} lives of {days} days, from seed {seeds.start} on", flush=True)
    try:
        for outcome in live_many(seeds, days=days, workers=workers):
            total.add(outcome)
            if outcome.violations:
                print(report(outcome, days), flush=True)
            if monotonic() - said > SAY_EVERY_S:
                said = monotonic()
                print(_progress(total, len(seeds), said - began), flush=True)
    except KeyboardInterrupt:
        print("stopped")
    print(f"{total}, {monotonic() - began:.0f} s")
    return 1 if total.broken else 0


def _progress(total: Sum, wanted: int, past_s: float) -> str:
    left_s = past_s / total.lives * (wanted - total.lives)
    broken = f"{len(total.broken)} broken" if total.broken else "none broken"
    part = total.lives / wanted
    return f"{part:4.0%}  {total.lives} of {wanted} lives, {broken}, about {left_s:.0f} s left"


if __name__ == "__main__":
    sys.exit(main())
