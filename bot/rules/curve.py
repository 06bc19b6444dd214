"""The share of a goal expected by a share of its window: linear, back-loaded, by month, by step."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, pairwise

PERCENT = 100
BACK_LOADED_KNOTS = (
    (Fraction(0), Fraction(0)),
    (Fraction(1, 3), Fraction(15, 100)),
    (Fraction(2, 3), Fraction(40, 100)),
    (Fraction(1), Fraction(1)),
)


class CurveKind(StrEnum):
    """How a goal is expected to fill up."""

    LINEAR = "linear"
    BACK_LOADED = "back_loaded"
    MONTHLY = "monthly"
    MILESTONES = "milestones"


@dataclass(frozen=True, slots=True)
class Curve:
    """A non-decreasing way from (0, 0) to (1, 1); ``text`` is what `parse_curve` reads back.

    Between two knots a line is drawn, except that milestones stay level until the next step.
    """

    kind: CurveKind
    text: str
    xs: tuple[Fraction, ...]
    ys: tuple[Fraction, ...]

    def share(self, x: Fraction | Decimal | float) -> Fraction:
        """Return the exact share expected at ``x``, which is clamped to 0..1."""
        at = min(max(Fraction(x), Fraction(0)), Fraction(1))
        if self.kind is CurveKind.LINEAR:
            return at
        if self.kind is CurveKind.MILESTONES:
            return self.ys[bisect_right(self.xs, at) - 1]
        right = max(bisect_left(self.xs, at), 1)
        x0, x1, y0, y1 = self.xs[right - 1], self.xs[right], self.ys[right - 1], self.ys[right]
        return y0 + (y1 - y0) * (at - x0) / (x1 - x0)

    def share_on_day(self, day: int, days: int) -> tuple[int, int]:
        """Return the share at the close of ``day`` of ``days`` as numerator and denominator.

        Exact and cheap: a sweep asks it for every goal, and goals share their windows.
        """
        if day >= days:
            return 1, 1
        if day <= 0:
            return 0, 1
        if self.kind is CurveKind.LINEAR:
            return day, days
        return _share_on_day(self.text, day, days)


@lru_cache(maxsize=8192)
def _share_on_day(text: str, day: int, days: int) -> tuple[int, int]:
    """Return the share on ``day`` of the curve ``text``, which hashes faster than the curve."""
    return parse_curve(text).share(Fraction(day, days)).as_integer_ratio()


LINEAR = Curve(CurveKind.LINEAR, "linear", (Fraction(0), Fraction(1)), (Fraction(0), Fraction(1)))


@lru_cache(maxsize=1024)
def parse_curve(text: str) -> Curve:
    """Read ``linear``, ``back_loaded``, ``monthly:1,1,2`` or ``milestones:50=20,100=100``.

    Months are weights, each an equal part of the window. Milestones are "percent of the time =
    percent of the target" and end at 100=100. Raises ValueError with a sentence.
    """
    name, _, rest = text.strip().lower().partition(":")
    word = name.strip().replace("-", "_").replace(" ", "_") or CurveKind.LINEAR
    if word == CurveKind.LINEAR and not rest:
        return LINEAR
    if word == CurveKind.BACK_LOADED and not rest:
        xs, ys = zip(*BACK_LOADED_KNOTS, strict=True)
        return Curve(CurveKind.BACK_LOADED, CurveKind.BACK_LOADED.value, xs, ys)
    if word == CurveKind.MONTHLY and rest:
        return _monthly(rest)
    if word == CurveKind.MILESTONES and rest:
        return _milestones(rest)
    raise ValueError(
        f"{text!r} is not a curve; use linear, back_loaded, monthly:1,1,2 "
        "or milestones:50=20,100=100."
    )


def _monthly(rest: str) -> Curve:
    """Build the curve of equal parts of the window with these weights."""
    weights = [_number(word) for word in rest.split(",")]
    total = sum(weights)
    if min(weights) < 0 or total <= 0:
        raise ValueError("Monthly weights are zero or more, and not all zero.")
    xs = tuple(Fraction(month, len(weights)) for month in range(len(weights) + 1))
    ys = tuple(part / total for part in accumulate(weights, initial=Fraction(0)))
    text = "monthly:" + ",".join(word.strip() for word in rest.split(","))
    return Curve(CurveKind.MONTHLY, text, xs, ys)


def _milestones(rest: str) -> Curve:
    """Build the curve that steps up at each milestone."""
    steps = [(Fraction(0), Fraction(0))]
    for word in rest.split(","):
        when, _, share = word.partition("=")
        steps.append((_number(when) / PERCENT, _number(share) / PERCENT))
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(steps))
    if not rising or steps[-1] != (Fraction(1), Fraction(1)):
        raise ValueError("Milestones rise in time and in share, and end at 100=100.")
    xs, ys = zip(*steps, strict=True)
    text = "milestones:" + ",".join(word.replace(" ", "") for word in rest.split(","))
    return Curve(CurveKind.MILESTONES, text, xs, ys)


def _number(word: str) -> Fraction:
    """Return the exact number a word spells; raise ValueError with a sentence otherwise."""
    try:
        value = Decimal(word.strip().removesuffix("%"))
    except InvalidOperation as unreadable:
        raise ValueError(f"{word.strip()!r} is not a number in a curve.") from unreadable
    if not value.is_finite():
        raise ValueError(f"{word.strip()!r} is not a number in a curve.")
    return Fraction(value)
