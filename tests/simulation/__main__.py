"""``python -m tests.simulation --seed N`` replays a seed; ``--seeds N`` runs many."""

import argparse
import sys
from time import monotonic

from tests.simulation.run import simulate_on_sqlite, template
from tests.simulation.simulation import DAYS, Outcome


def main() -> int:
    """Run the seeds asked for; return 1 when one of them broke a promise."""
    asked = argparse.ArgumentParser(prog="python -m tests.simulation")
    asked.add_argument("--seed", type=int, help="run this one, and print all it did")
    asked.add_argument("--seeds", type=int, default=5000, help="run that many")
    asked.add_argument("--first", type=int, default=0, help="beginning with this one")
    asked.add_argument("--days", type=int, default=DAYS)
    given = asked.parse_args()
    one = given.seed is not None
    seeds = [given.seed] if one else range(given.first, given.first + given.seeds)
    began, bad = monotonic(), []
    with template() as empty:
        for number, seed in enumerate(seeds, start=1):
            outcome = simulate_on_sqlite(empty, seed, days=given.days)
            if one:
                print("\n".join(outcome.trace))
            if outcome.violations:
                bad.append(seed)
                print(report(outcome))
            if number % 100 == 0:
                print(f"{number} seeds, {len(bad)} bad, {monotonic() - began:.0f} s", flush=True)
    print(f"{number} seeds, {len(bad)} bad: {bad}, {monotonic() - began:.1f} s")
    return 1 if bad else 0


def report(outcome: Outcome) -> str:
    """Say what a seed broke, and how to see it again."""
    shown = "\n".join(f"  {each}" for each in outcome.violations[:8])
    return (
        f"seed {outcome.seed} ({outcome.weather}; {outcome.posts} messages, "
        f"{outcome.faults} faults) broke {len(outcome.violations)} promises:\n{shown}\n"
        f"  replay: python -m tests.simulation --seed {outcome.seed}"
    )


if __name__ == "__main__":
    sys.exit(main())
