"""`python -m tests.bench [NAME ...] [--quick] [--out FILE]`: measure, print, write JSON.

Everything is compared within one run, on the machine at hand; no test asserts a second.
"""

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench import dispatcher, listener, load, start, sweep
from tests.bench.figures import Figure, Size

BENCHES: Mapping[str, Callable[[Size], list[Figure]]] = {
    "listener": listener.run,
    "sweep": sweep.run,
    "dispatcher": dispatcher.run,
    "load": load.run,
    "start": start.run,
}
OUT = Path("var/bench.json")


def main(arguments: list[str] | None = None) -> int:
    """Run the benches that are named, all of them unless any is; return 0 also for a miss."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Benchmarks.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--quick", action="store_true", help="Less of everything, in a minute.")
    parser.add_argument("--out", type=Path, default=OUT, help=f"The JSON file; {OUT} else.")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.names) - set(BENCHES))
    if unknown:
        parser.error(f"There is no bench {unknown[0]!r}; choose from {', '.join(BENCHES)}.")
    logging.disable(logging.WARNING)
    measure(asked.names or list(BENCHES), Size.QUICK if asked.quick else Size.FULL, asked.out)
    return 0


def measure(names: list[str], size: Size, out: Path) -> list[dict[str, object]]:
    """Run the benches, print each one's figures, and write all of them as JSON."""
    began = time.perf_counter()
    rows: list[dict[str, object]] = []
    for name in names:
        print(name, flush=True)
        for figure in BENCHES[name](size):
            print(figure.as_text(), flush=True)
            rows.append(figure.as_row(name))
    machine = {"cores": os.cpu_count(), "python": sys.version.split()[0]}
    seconds = round(time.perf_counter() - began, 1)
    out.parent.mkdir(parents=True, exist_ok=True)
    found = {"size": size, "seconds": seconds, "machine": machine, "figures": rows}
    out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(f"{seconds} s in all; written to {out}")
    return rows


if __name__ == "__main__":
    sys.exit(main())
