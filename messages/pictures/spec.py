"""What a picture is drawn from: plain values that fit in the outbox as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

MAX_BARS = 6
LONGEST_NAME = 44
LONGEST_WORDS = 70


class Kind(StrEnum):
    """The pictures there are."""

    GOALS = "goals"  # goals against pace: may be shared
    GOALS_AND_HEALTH = "goals_and_health"  # with the health trend: ours alone
    HEALTH = "health"  # the health trend: ours alone


INTERNAL_KINDS = frozenset({Kind.GOALS_AND_HEALTH, Kind.HEALTH})


class PictureError(ValueError):
    """What was asked for cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One goal: how much of the way from baseline to target is gone, and was expected.

    ``reached`` and ``expected`` are shares of that way; None where there is nothing to draw.
    ``state`` and ``figures`` say the same in words.
    """

    name: str
    state: str
    figures: str
    reached: float | None
    expected: float | None
    behind: bool


@dataclass(frozen=True, slots=True)
class Point:
    """Health on one date; ``score`` is None on a day it was unknown."""

    on: date
    score: int | None


def goals_spec(title: str, bars: Sequence[Bar]) -> dict[str, Any]:
    """Return what draws goals against pace. It holds nothing about health."""
    return {"kind": Kind.GOALS.value, "data": _goals(title, bars)}


def goals_and_health_spec(
    title: str, bars: Sequence[Bar], trend: Sequence[Point]
) -> dict[str, Any]:
    """Return what draws goals against pace with the health trend below. Ours alone."""
    data = _goals(title, bars) | {"trend": _trend(trend)}
    return {"kind": Kind.GOALS_AND_HEALTH.value, "data": data}


def health_spec(title: str, trend: Sequence[Point]) -> dict[str, Any]:
    """Return what draws the health trend. Ours alone."""
    return {"kind": Kind.HEALTH.value, "data": {"title": title, "trend": _trend(trend)}}


def read_bars(data: Mapping[str, Any]) -> list[Bar]:
    """Return the bars that ``goals_spec`` was given. Raises PictureError when it was not."""
    try:
        return [Bar(**each) for each in data["bars"]][:MAX_BARS]
    except (KeyError, TypeError) as wrong:
        raise PictureError("the goals of this picture cannot be read") from wrong


def read_trend(data: Mapping[str, Any]) -> list[Point]:
    """Return the points, oldest first. Raises PictureError when there are none to read."""
    try:
        return [Point(date.fromisoformat(on), score) for on, score in data["trend"]]
    except (KeyError, TypeError, ValueError) as wrong:
        raise PictureError("the trend of this picture cannot be read") from wrong


def _goals(title: str, bars: Sequence[Bar]) -> dict[str, Any]:
    named = (
        {
            "name": bar.name,
            "state": bar.state,
            "figures": bar.figures,
            "reached": bar.reached,
            "expected": bar.expected,
            "behind": bar.behind,
        }
        for bar in bars[:MAX_BARS]
    )
    return {"title": title, "bars": list(named)}


def _trend(trend: Sequence[Point]) -> list[list[Any]]:
    return [[point.on.isoformat(), point.score] for point in trend]
