"""How a goal ends: reached, not reached, or no longer pursued by either side."""

from enum import StrEnum


class Ending(StrEnum):
    """What a closed goal came to."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NO_LONGER_PURSUED = "no_longer_pursued"

    @property
    def words(self) -> str:
        """Return the ending as people say it."""
        return self.value.replace("_", " ")

    @property
    def answer(self) -> str:
        """Return the ending as nudges keep it that it answers."""
        return f"goal_{self.value}"

    @property
    def needs_reason(self) -> bool:
        """Say whether both sides are owed a word on why."""
        return self is not Ending.REACHED
