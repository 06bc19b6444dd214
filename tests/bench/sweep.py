"""The daily sweep (pace, lateness, health) against the raw SELECT of the rows it looks at."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure, Size, times
from tests.bench.large_ledger import Extent
from tests.bench.sweep_run import Cost, Costs, measured

EXTENTS = {
    Size.FULL: (Extent(1_000, 10), Extent(10_000, 10)),
    Size.QUICK: (Extent(200, 10), Extent(1_000, 10)),
    Size.TINY: (Extent(5, 2), Extent(10, 2)),
}
LINEAR = 1.2  # a partner may cost this much more where there are ten times as many
FLAT = 1.5


def run(size: Size) -> list[Figure]:
    """Sweep a small and a large ledger; the second day is the one that is judged."""
    small, large = EXTENTS[size]
    few, many = _swept(small), _swept(large)
    figures = _against_raw(small, few) + _against_raw(large, many)
    growth = _in_all(many.daily).seconds / _in_all(few.daily).seconds
    # Less than a megabyte is the noise of the allocator.
    memory = max(many.megabytes, 1.0) / max(few.megabytes, 1.0)
    more = large.partners / small.partners
    return [
        *figures,
        Figure(f"time for {more:g} times the partners / {more:g}", growth / more, "x", LINEAR),
        Figure(f"peak of memory for {more:g} times the partners", memory, "x", FLAT),
    ]


def _swept(extent: Extent) -> Costs:
    with TemporaryDirectory() as folder:
        return measured(extent, f"sqlite:///{Path(folder) / 'bench.db'}")


def _against_raw(extent: Extent, costs: Costs) -> list[Figure]:
    size = f"{extent.partners:,} partners"
    raw, daily = _in_all(costs.raw), _in_all(costs.daily)
    nudges = costs.daily["pace"].count + costs.daily["lateness"].count
    # A day on which nothing falls behind or climbs: looked at again, and health as on any day.
    judged = sum(costs.again[part].seconds for part in ("pace", "lateness"))
    judged += costs.daily["health"].seconds
    figures = [
        Figure(f"{size}: raw SELECT of {raw.count:,} rows", raw.seconds, "s"),
        Figure(f"{size}: sweep, first day", _in_all(costs.first).seconds, "s"),
        Figure(f"{size}: sweep, any other day, with {nudges:,} nudges", daily.seconds, "s"),
        Figure(f"{size}: sweep, any other day, nothing to nudge", judged, "s"),
    ]
    for part, raw_cost in costs.raw.items():
        figures.append(Figure(f"{size}: raw SELECT for {part}", raw_cost.seconds, "s"))
        figures.append(Figure(f"{size}: {part}, any other day", costs.daily[part].seconds, "s"))
        figures.append(Figure(f"{size}: {part}, nothing new", costs.again[part].seconds, "s"))
    pace = costs.raw["pace"].seconds
    return [
        *figures,
        Figure(f"{size}: pace, every number new", costs.all_new.seconds, "s"),
        Figure(f"{size}: sweep, memory at its peak", costs.megabytes, "MB"),
        times(f"{size}: pace, every number new / raw SELECT", costs.all_new.seconds, pace, goal=3),
        times(f"{size}: sweep with nudges / raw SELECT", daily.seconds, raw.seconds, goal=3),
        times(f"{size}: sweep, nothing to nudge / raw SELECT", judged, raw.seconds, goal=3),
    ]


def _in_all(costs: dict[str, Cost]) -> Cost:
    return Cost(
        sum(cost.seconds for cost in costs.values()), sum(cost.count for cost in costs.values())
    )
