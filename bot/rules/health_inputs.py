"""From what was recorded to the raw value of each health component; None where there is nothing."""

from collections.abc import Iterable
from decimal import Decimal

from bot.rules.commitments import KeptRate

ZERO, ONE = Decimal(0), Decimal(1)
WELL_KNOWN_PEOPLE = 4  # with so many people known, breadth is full


def kept_raw(ours: KeptRate, theirs: KeptRate) -> Decimal | None:
    """Return the mean of both sides' kept share; a side that had nothing due is left out."""
    return _mean(Decimal(rate.kept) / rate.due for rate in (ours, theirs) if rate.due)


def engagement_raw(touches: int, touches_asked: int) -> Decimal | None:
    """Return the share of the touches the cadence asks for that were had, at most 1."""
    return min(Decimal(touches) / touches_asked, ONE) if touches_asked else None


def relationship_raw(
    *, has_champion: bool | None, people: int, attitudes: Iterable[int] = ()
) -> Decimal | None:
    """Return the mean, 0 to 1, of champion, breadth and attitude, each if it is known.

    ``attitudes`` are -1, 0 or 1 a person; nobody known at all is None.
    """
    if not people and has_champion is None:
        return None
    known = [min(Decimal(people) / WELL_KNOWN_PEOPLE, ONE)]
    if has_champion is not None:
        known.append(ONE if has_champion else ZERO)
    attitude = _mean(Decimal(one + 1) / 2 for one in attitudes)
    return _mean([*known, attitude] if attitude is not None else known)


def pulse_raw(answers: Iterable[int]) -> Decimal | None:
    """Return the mean answer, 1 to 5."""
    return _mean(Decimal(answer) for answer in answers)


def _mean(values: Iterable[Decimal]) -> Decimal | None:
    """Return the mean; None of nothing."""
    numbers = list(values)
    return sum(numbers, ZERO) / len(numbers) if numbers else None
