"""One default that a workspace may set: how it is written, within which bounds."""

import re
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise

MOST_PLACES = 2
LAST_HOUR = 23
_HOUR = re.compile(r"(\d{1,2})(?::00)?")


class Group(StrEnum):
    """What a setting is about; its words are the heading it stands under."""

    HOURS = "Hours"
    PACE = "Numbers and their pace"
    READINGS = "Fresh numbers"
    PROMISES = "Promises and their ladder"
    REPEATS = "Repeating and putting off"
    OUTAGE = "After a silence, and speed"
    KICKOFF = "Kickoff and reviews"
    HEALTH = "Health and stages"

    @property
    def key(self) -> str:
        """Return the fixed word for payloads."""
        return self.name.lower()


class Kind(StrEnum):
    """How a value is written."""

    COUNT = "count"
    RATIO = "ratio"
    HOUR = "hour"  # a full hour of the day, kept as a number
    CLOCK = "clock"  # a full hour of the day, kept as a time
    DAYS = "days"  # several counts, each later than the one before


Value = int | Decimal | time | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of Limits, its label and its bounds, both ends included."""

    field: str
    group: Group
    label: str
    kind: Kind = Kind.COUNT
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(365)
    unit: str = ""  # "day": said with the number
    many: int = 0  # how many counts DAYS takes

    def read(self, written: str) -> Value:
        """Return the value that was written. Raises ValueError with one sentence."""
        text = " ".join(written.split())
        match self.kind:
            case Kind.COUNT:
                return self._count(text)
            case Kind.RATIO:
                return self._ratio(text)
            case Kind.HOUR:
                return _hour(text)
            case Kind.CLOCK:
                return time(_hour(text))
            case Kind.DAYS:
                return self._days(text)

    def written(self, value: Value | None) -> str:
        """Return ``value`` as it is typed; what `read` takes."""
        if value is None:
            return ""
        if isinstance(value, tuple):
            return ", ".join(str(each) for each in value)
        if isinstance(value, time):
            return f"{value:%H:%M}"
        return f"{value:02d}:00" if self.kind is Kind.HOUR else str(value)

    def words(self, value: Value | None) -> str:
        """Return ``value`` as it is read, with its unit."""
        written = self.written(value)
        if not self.unit or not written:
            return written
        return f"{written} {self.unit}{'' if written == '1' else 's'}"

    def _count(self, text: str) -> int:
        if not text.isascii() or not text.isdigit():
            raise ValueError(f"Write a whole number from {self.least} to {self.most}.")
        return int(self._within(Decimal(text)))

    def _ratio(self, text: str) -> Decimal:
        try:
            value = Decimal(text.replace(",", "."))
        except InvalidOperation:
            raise ValueError("Write a number such as 0.95.") from None
        if not value.is_finite() or value != round(value, MOST_PLACES):
            raise ValueError("Write a number with at most two decimals, such as 0.95.")
        return self._within(value)

    def _within(self, value: Decimal) -> Decimal:
        if not self.least <= value <= self.most:
            raise ValueError(f"Choose something from {self.least} to {self.most}.")
        return value

    def _days(self, text: str) -> tuple[int, ...]:
        parts = [part.strip() for part in text.split(",")]
        if len(parts) != self.many:
            raise ValueError(f"Write {self.many} numbers with commas between them.")
        days = tuple(self._count(part) for part in parts)
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError("Each number has to be larger than the one before.")
        return days


def _hour(text: str) -> int:
    found = _HOUR.fullmatch(text)
    if found is None or int(found[1]) > LAST_HOUR:
        raise ValueError("Write a full hour of the day, such as 09:00.")
    return int(found[1])
