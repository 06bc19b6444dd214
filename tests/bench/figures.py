"""Figures: what a bench measured, with the goal beside it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median


class Size(StrEnum):
    """How much a bench does."""

    FULL = "full"
    QUICK = "quick"
    TINY = "tiny"  # for the tests: everything runs, nothing is worth reading


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. With a goal it is met up to it, or with ``at_least`` from it on."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def as_row(self, bench: str) -> dict[str, object]:
        """Return the figure as JSON."""
        return {"bench": bench, **asdict(self), "met": self.met}

    def as_text(self) -> str:
        """Return the figure as a line of the table."""
        line = f"  {self.name:<68}{_digits(self.value):>10} {self.unit:<4}"
        if self.goal is None:
            return line.rstrip()
        bound = "at least" if self.at_least else "at most"
        return f"{line} {bound} {self.goal:g}{'' if self.met else '  MISSED'}"


def _digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def times(name: str, value: float, base: float, **goal: float | bool) -> Figure:
    """Return a ratio of two measurements of one run."""
    return Figure(name, value / base, "x", **goal)  # type: ignore[arg-type]


def p50(samples: Sequence[float]) -> float:
    """Return the median."""
    return median(samples)


def p99(samples: Sequence[float]) -> float:
    """Return the sample that one in a hundred exceeds."""
    return sorted(samples)[min(len(samples) - 1, len(samples) * 99 // 100)]


def memory_mb(process: int | str, kind: str) -> float:
    """Return a process's memory: VmRSS is what it has now, VmHWM the most it ever had."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    [line] = [line for line in status.splitlines() if line.startswith(kind)]
    return int(line.split()[1]) / 1024
