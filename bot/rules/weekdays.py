"""Weekdays as people write them."""

WEEK = 7
MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def parse_working_days(text: str) -> frozenset[int]:
    """Read ``Mon-Fri``, ``mon,wed``, ``1-4`` or ``Sun-Thu``; case and spaces do not matter.

    Raises ValueError with a sentence.
    """
    days: set[int] = set()
    for part in text.replace(" ", "").lower().split(","):
        first, dash, last = part.partition("-")
        start = _weekday(first)
        length = (_weekday(last) - start) % WEEK if dash else 0
        days.update((start - 1 + step) % WEEK + 1 for step in range(length + 1))
    return frozenset(days)


def _weekday(word: str) -> int:
    """Return the ISO weekday a word names."""
    if word[:3] in DAY_NAMES:
        return DAY_NAMES.index(word[:3]) + 1
    if word in "1234567" and len(word) == 1:
        return int(word)
    raise ValueError(f"{word!r} is not a day of the week; write them like Mon-Fri or Mon,Wed.")
