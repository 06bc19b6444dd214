"""Each bench runs and reports its ratios. What they come to is never asserted."""

import json
import math
from pathlib import Path

import pytest

from tests.bench.__main__ import main, measure
from tests.bench.figures import Figure, Size

RATIOS = {
    "listener": {
        "button / no-op",
        "button less chat.update / no-op",
        "command / no-op",
        "button / stock Bolt with a no-op",
    },
    "sweep": {
        "10 partners: sweep with nudges / raw SELECT",
        "10 partners: sweep, nothing to nudge / raw SELECT",
        "time for 2 times the partners / 2",
        "peak of memory for 2 times the partners",
    },
    "dispatcher": {"dispatcher / bare client loop"},
    "load": {
        "commands, background blocked: no-op rate / rate",
        "events: no-op rate / rate",
    },
    "start": {"ready: ours / bare Bolt", "memory: ours / bare Bolt"},
}


@pytest.mark.parametrize("name", RATIOS)
def test_a_bench_reports_its_ratios(name: str, tmp_path: Path) -> None:
    out = tmp_path / "var" / "bench.json"

    measure([name], Size.TINY, out)

    written = json.loads(out.read_text(encoding="utf-8"))
    figures = {row["name"]: row for row in written["figures"]}
    assert {key for key, row in figures.items() if row["unit"] == "x"} >= RATIOS[name]
    assert all(row["bench"] == name for row in figures.values())
    assert all(math.isfinite(row["value"]) for row in figures.values())


def test_a_bench_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sweeep"])

    assert ended.value.code == 2
    assert "There is no bench 'sweeep'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        pytest.param(Figure("time", 3.0, "s", 3), True, id="just met"),
        pytest.param(Figure("time", 3.1, "s", 3), False, id="too slow"),
        pytest.param(Figure("share", 94.9, "%", 95, at_least=True), False, id="too little"),
        pytest.param(Figure("time", 3.1, "s"), None, id="no goal"),
    ],
)
def test_a_goal_is_met_or_missed(figure: Figure, met: bool | None) -> None:
    assert figure.met is met
    assert ("MISSED" in figure.as_text()) is (met is False)
