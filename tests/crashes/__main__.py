"""`python -m tests.crashes [--out FILE]`: a death before and after every step, counted."""

import argparse
import json
import logging
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import tables
from storage.database import Database
from tests.crashes.flows import FLOWS, Flow
from tests.crashes.lives import settle
from tests.crashes.running import run
from tests.crashes.steps import deaths

OUT = Path("var/crashes.json")


def main(arguments: list[str] | None = None) -> int:
    """Die everywhere on SQLite; return 1 when any death lost, doubled or changed a message."""
    parser = argparse.ArgumentParser(prog="python -m tests.crashes", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory() as folder:
        fresh = _databases(Path(folder))
        rows = [_every_death(flow, fresh) for flow in FLOWS]
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(f"written to {asked.out}")
    return int(any(row["faults"] for row in rows))


def _every_death(flow: Flow, fresh: Callable[[], str]) -> dict[str, object]:
    without = run(flow, fresh(), None)
    faults = []
    every = deaths(without.steps, all_of_them=True)
    for death in every:
        ended = run(flow, fresh(), death)
        if ended.doubled or ended.posts != without.posts or not ended.died:
            faults.append(f"{death}: {without.steps[death.number]}")
    kinds = Counter("commit" if name == "commit" else "Slack call" for name in without.steps)
    print(f"{flow.name}: {dict(kinds)}, {len(every)} deaths, faults: {faults}", flush=True)
    return {"flow": flow.name, "steps": kinds, "deaths": len(every), "faults": faults}


def _databases(folder: Path) -> Callable[[], str]:
    settled, used = folder / "settled.db", folder / "crash.db"
    database = Database(f"sqlite:///{settled}")
    tables.metadata.create_all(database.engine)
    settle(database)
    database.close()

    def fresh() -> str:
        for left in folder.glob("crash.db-*"):
            left.unlink()
        shutil.copy(settled, used)
        return f"sqlite:///{used}"

    return fresh


if __name__ == "__main__":
    sys.exit(main())
