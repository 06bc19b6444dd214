"""`python -m tests.crashes [--database KIND] [--out FILE]`: a death at every step, counted."""

import argparse
import json
import logging
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crashes.databases import Fresh, of_kind
from tests.crashes.flows import FLOWS, Flow
from tests.crashes.running import run
from tests.crashes.steps import deaths

OUT = Path("var/crashes.json")
KINDS = ("sqlite", "postgresql")


def main(arguments: list[str] | None = None) -> int:
    """Die before and after every step; return 1 when a death lost, doubled or changed a message."""
    parser = argparse.ArgumentParser(prog="python -m tests.crashes", description=__doc__)
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    rows = []
    for kind in KINDS if asked.database == "both" else [asked.database]:
        with TemporaryDirectory() as folder, of_kind(kind, Path(folder)) as fresh:
            rows += [{"database": kind, **_every_death(flow, kind, fresh)} for flow in FLOWS]
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(f"{_total(rows)}; written to {asked.out}")
    return int(any(row["faults"] for row in rows))


def _every_death(flow: Flow, kind: str, fresh: Fresh) -> dict[str, object]:
    without = run(flow, fresh(), None)
    faults = []
    every = deaths(without.steps, all_of_them=True)
    for death in every:
        ended = run(flow, fresh(), death)
        if ended.doubled or ended.posts != without.posts or not ended.died:
            faults.append(f"{death}: {without.steps[death.number]}")
    kinds = Counter("commit" if name == "commit" else "Slack call" for name in without.steps)
    print(f"{kind}, {flow.name}: {dict(kinds)}, {len(every)} deaths, faults: {faults}", flush=True)
    return {"flow": flow.name, "steps": kinds, "deaths": len(every), "faults": faults}


def _total(rows: list[dict[str, object]]) -> str:
    died: Counter[object] = Counter()
    for row in rows:
        died[row["database"]] += int(str(row["deaths"]))
    return ", ".join(f"{count} deaths on {kind}" for kind, count in died.items())


if __name__ == "__main__":
    sys.exit(main())
