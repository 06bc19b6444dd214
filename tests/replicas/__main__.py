"""`python -m tests.replicas [--messages N] [--out FILE]`: the large run, printed and as JSON."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import fresh_postgres_url
from tests.postgres import running_server
from tests.replicas.running import Plan, Result, run

OUT = Path("var/replicas.json")
KILL_EVERY_S = 4.0


def main(arguments: list[str] | None = None) -> int:
    """Run all plans; return 1 when one of them lost, doubled or misplaced a message."""
    parser = argparse.ArgumentParser(prog="python -m tests.replicas", description=__doc__)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--only", help="a part of a plan's name")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args(arguments)
    rows: list[dict[str, object]] = []
    kept = True
    with TemporaryDirectory() as folder, running_server(Path(folder) / "postgres") as server:
        for name, plan in plans(asked.messages).items():
            if asked.only and asked.only not in name:
                continue
            on_file = f"sqlite:///{Path(folder) / 'one.db'}"
            url = on_file if "SQLite" in name else fresh_postgres_url(server, "replicas")
            result = run(plan, url)
            kept = kept and promised(result)
            rows.append({"run": name, **result.as_row(), "plan": asdict(plan)})
            print(name, result, flush=True)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(f"written to {asked.out}")
    return 0 if kept else 1


def plans(messages: int) -> dict[str, Plan]:
    """Return what is run, by name."""

    def plan(replicas: int, **more: int | bool) -> Plan:
        return Plan(
            messages=messages,
            replicas=replicas,
            kills=30,
            between_kills_s=KILL_EVERY_S,
            seed=replicas,
            timeout_s=900.0,
            **more,  # type: ignore[arg-type]
        )

    return {
        "5 replicas, PostgreSQL": plan(5, pauses=1),
        "2 replicas, PostgreSQL": plan(2, pauses=1),
        "1 process, SQLite": plan(1, workspaces=1),
        "2 replicas, PostgreSQL, no history scope": plan(2, history=False),
    }


def promised(result: Result) -> bool:
    """Say whether nothing was lost, doubled, out of order or left over."""
    return not (result.lost or result.doubled or result.out_of_order or result.unfinished)


if __name__ == "__main__":
    sys.exit(main())
