"""Load: a big morning, many callers while the background is blocked, and a flood of events."""

from tests.bench import load_morning, load_requests
from tests.bench.figures import Figure, Size


def run(size: Size) -> list[Figure]:
    """Measure the three."""
    return load_morning.run(size) + load_requests.run(size)
