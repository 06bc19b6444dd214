"""What one side promised: its states, when it is late, and how much is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.working_calendar import WorkingCalendar

PERCENT = 100


class CommitmentState(StrEnum):
    """Where a commitment stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE = "done"
    DECLINED = "declined"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        """Return the state as people say it."""
        return self.value.replace("_", " ")


_S = CommitmentState
PROMISED = frozenset({_S.ACCEPTED, _S.IN_PROGRESS, _S.BLOCKED})
OPEN = PROMISED | {_S.PROPOSED}
CLOSED = frozenset({_S.DONE, _S.DECLINED, _S.DROPPED})

# A closed one can be reopened, because a button is easily pressed by mistake: what was done goes
# on, what was declined or dropped is proposed anew. What nobody has promised yet is declined, not
# dropped: it could not be missed either.
_NEXT: dict[CommitmentState, frozenset[CommitmentState]] = {
    _S.PROPOSED: frozenset({_S.ACCEPTED, _S.DECLINED}),
    _S.ACCEPTED: frozenset({_S.IN_PROGRESS, _S.BLOCKED}) | CLOSED,
    _S.IN_PROGRESS: frozenset({_S.BLOCKED}) | CLOSED,
    _S.BLOCKED: frozenset({_S.IN_PROGRESS}) | CLOSED,
    _S.DONE: frozenset({_S.IN_PROGRESS}),
    _S.DECLINED: frozenset({_S.PROPOSED}),
    _S.DROPPED: frozenset({_S.PROPOSED}),
}


class TransitionError(ValueError):
    """A commitment cannot go from the one state to the other; its text is for people."""


def next_states(state: CommitmentState) -> frozenset[CommitmentState]:
    """Return the states a commitment in ``state`` may go to."""
    return _NEXT[state]


def check_transition(old: CommitmentState, new: CommitmentState) -> None:
    """Raise TransitionError, with a sentence, unless ``old`` may become ``new``."""
    if new in _NEXT[old]:
        return
    if new is old:
        raise TransitionError(f"It is already {old.words}.")
    ways = " or ".join(state.words for state in CommitmentState if state in _NEXT[old])
    raise TransitionError(
        f"What is {old.words} cannot become {new.words}; from here it can become {ways}."
    )


def is_told(state: CommitmentState, *, is_ours: bool) -> bool:
    """Say whether the partner may know of it: what of ours is only proposed is a draft of ours."""
    return not is_ours or state is not CommitmentState.PROPOSED


def is_late(state: CommitmentState, due_on: date, today: date) -> bool:
    """Say whether a promise has missed its day; ``today`` is the owner's local date.

    The due date is the last day to keep it. What is only proposed is nobody's promise yet, and
    what is blocked is late all the same.
    """
    return state in PROMISED and today > due_on


def working_days_late(due_on: date, today: date, calendar: WorkingCalendar) -> int:
    """Return the owner's working days since the due date, ``today`` included; 0 if none."""
    return calendar.working_days_between(due_on, today)


def due_soon(
    state: CommitmentState,
    due_on: date,
    today: date,
    calendar: WorkingCalendar,
    *,
    limits: Limits = DEFAULTS,
) -> bool:
    """Say whether a promise is due today or within the next two working days of its owner."""
    if state not in PROMISED or due_on < today:
        return False
    return due_on <= calendar.add_working_days(today, limits.due_soon_working_days)


@dataclass(frozen=True, slots=True)
class Promise:
    """What the kept rate looks at: ``due_on`` is the date accepted last before it was due.

    ``dropped_by_agreement`` only matters when it was dropped.
    """

    state: CommitmentState
    due_on: date
    done_on: date | None = None
    dropped_by_agreement: bool = True


@dataclass(frozen=True, slots=True)
class KeptRate:
    """``kept`` of ``due`` promises; ``share`` is None where there are too few for a percentage."""

    kept: int
    due: int
    share: Decimal | None

    def describe(self) -> str:
        """Return the rate in words: "none due yet", "3 of 3", or "75 % (9 of 12)"."""
        if not self.due:
            return "none due yet"
        counted = f"{self.kept} of {self.due}"
        if self.share is None:
            return counted
        return f"{round(self.share * PERCENT)} % ({counted})"


def kept_rate(
    promises: Iterable[Promise],
    today: date,
    *,
    window_days: int | None = None,
    limits: Limits = DEFAULTS,
) -> KeptRate:
    """Return how many promises that fell due in the window were kept by their date.

    The window is the ``window_days`` days before ``today`` (90 unless told), whose ends have
    come. What was never accepted, was declined, or was dropped by agreement is left out.
    """
    first = today - timedelta(days=window_days or limits.kept_window_days)
    due = [one for one in promises if first <= one.due_on < today and _counts(one)]
    kept = sum(_was_kept(one) for one in due)
    enough = len(due) >= limits.kept_percent_from
    return KeptRate(kept, len(due), Decimal(kept) / len(due) if enough else None)


def _counts(promise: Promise) -> bool:
    """Say whether the promise was one that had to be kept."""
    if promise.state is CommitmentState.DROPPED:
        return not promise.dropped_by_agreement
    return promise.state is CommitmentState.DONE or promise.state in PROMISED


def _was_kept(promise: Promise) -> bool:
    """Say whether the promise was done on or before its date."""
    done_on = promise.done_on
    return (
        promise.state is CommitmentState.DONE and done_on is not None and done_on <= promise.due_on
    )
