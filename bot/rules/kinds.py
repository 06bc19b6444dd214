"""The kinds of nudges a person can leave out, and which rule is of which kind."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum


class NudgeKind(StrEnum):
    """What a nudge is about, as a person chooses it."""

    DUE = "due"
    LATE = "late"
    NUMBERS = "numbers"
    ASKS = "asks"
    QUIET = "quiet"
    REVIEWS = "reviews"
    KICKOFFS = "kickoffs"

    @property
    def words(self) -> str:
        """Return the kind as its checkbox says it."""
        return _WORDS[self]


_WORDS = {
    NudgeKind.DUE: "Promises due soon",
    NudgeKind.LATE: "Promises that are late or blocked",
    NudgeKind.NUMBERS: "Numbers off their pace",
    NudgeKind.ASKS: "Numbers that are missing",
    NudgeKind.QUIET: "People gone quiet",
    NudgeKind.REVIEWS: "Reviews coming up",
    NudgeKind.KICKOFFS: "Kickoffs and open topics",
}
_BEGINS = {
    "due": NudgeKind.DUE,
    "late": NudgeKind.LATE,
    "blocked": NudgeKind.LATE,
    "pace": NudgeKind.NUMBERS,
    "slip": NudgeKind.NUMBERS,
    "agree": NudgeKind.NUMBERS,
    "over": NudgeKind.NUMBERS,
    "ask": NudgeKind.ASKS,
    "quiet": NudgeKind.QUIET,
    "qbr": NudgeKind.REVIEWS,
    "kickoff": NudgeKind.KICKOFFS,
    "topic": NudgeKind.KICKOFFS,
    "bought": NudgeKind.KICKOFFS,
}
FOR_GOOD = ""  # the last day of a kind that is left out until it is wanted again


def kind_of(rule: str) -> NudgeKind | None:
    """Return the kind of a nudge's rule; None for what cannot be left out."""
    return _BEGINS.get(rule.split("_", 1)[0])


def muted_until(muted: Mapping[str, str], rule: str, today: date) -> str | None:
    """Return the last day on which such nudges are left out, FOR_GOOD, or None if they are not.

    ``muted`` names the last day (ISO) of each kind somebody does not want to hear of.
    """
    kind = kind_of(rule)
    last = muted.get(kind) if kind is not None else None
    if last is None or (last != FOR_GOOD and date.fromisoformat(last) < today):
        return None
    return last


def left_out_for_good(muted: Mapping[str, str], rule: str) -> bool:
    """Say whether such nudges are left out until they are wanted again."""
    kind = kind_of(rule)
    return kind is not None and muted.get(kind) == FOR_GOOD
