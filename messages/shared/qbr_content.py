"""What a QBR page says, as values. Everything here may be read by the partner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from bot.rules.defaults import DEFAULTS
from bot.rules.endings import Ending
from bot.rules.pace import Band
from messages.shared.ledger_facts import BAND_WORDS

BEHIND = frozenset({Band.AT_RISK, Band.OFF_TRACK, Band.MISSED})


class Outcome(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    KEPT_LATE = "done late"
    LATE = "late"
    OPEN = "open"
    PROPOSED = "proposed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """One goal and its judgement. ``reached`` and ``expected_share`` are shares of the way."""

    id: UUID = field(kw_only=True)
    name: str
    unit: str
    target: Decimal
    band: Band
    value: Decimal | None
    expected: Decimal | None
    source: str
    as_of: date | None
    due_on: date
    reached: float | None
    expected_share: float | None
    is_headline: bool
    is_agreed: bool
    ending: Ending | None = None  # None while it is open
    close_reason: str | None = None

    @property
    def is_behind(self) -> bool:
        """Whether it is open, and short of what was expected."""
        return self.ending is None and self.band in BEHIND

    @property
    def state(self) -> str:
        """How it ended, or its band while it is open, in words."""
        return (self.ending.words if self.ending else BAND_WORDS[self.band]).capitalize()


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """One commitment. ``moves`` counts new dates, ``moved_days`` how far they went in all.

    Why it slipped, as both sides may read it: what blocks it, since when and who can clear it,
    and the newest reason that was given for a new date; None where nobody said.
    """

    id: UUID = field(kw_only=True)
    title: str
    owner: str
    is_ours: bool
    due_on: date
    outcome: Outcome
    is_blocked: bool = False
    moves: int = 0
    moved_days: int = 0
    blocked_kind: str | None = None
    blocked_on: date | None = None
    unblocker: str | None = None
    moved_because: str | None = None

    @property
    def has_slipped(self) -> bool:
        """Whether its date was missed or moved."""
        return self.outcome is Outcome.LATE or self.moves > 0

    @property
    def says_why(self) -> bool:
        """Whether the record says why, for both sides to read."""
        return bool(self.blocked_kind or self.moved_because)


@dataclass(frozen=True, slots=True)
class PipelineFacts:
    """Deals of one attribution and one currency, which are never added to another.

    The amounts are of the deals that have a value; the ``unvalued`` ones have none.
    """

    attribution: str
    currency: str
    open_deals: int
    open_amount: Decimal
    won_deals: int
    won_amount: Decimal
    open_unvalued: int = 0
    won_unvalued: int = 0


@dataclass(frozen=True, slots=True)
class DealFacts:
    """One open deal; ``account``, ``product`` or ``amount`` is None where nobody gave one."""

    account: str | None
    amount: Decimal | None
    currency: str
    engaged_on: date | None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """A kickoff topic that is not settled."""

    title: str
    state: str
    owner: str
    due_on: date | None
    ours: str = ""  # both positions, while both see it differently
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class QbrPage:
    """The page both sides read; ``since`` is the last QBR, or where the look back begins."""

    partner: str
    us: str
    held_on: date
    since: date
    as_of: date
    past: tuple[PromiseFacts, ...]
    kept_ours: str
    kept_theirs: str
    goals: tuple[GoalFacts, ...]
    pipeline: tuple[PipelineFacts, ...]
    deals: tuple[DealFacts, ...]
    topics: tuple[TopicFacts, ...]
    success_ours: str
    success_theirs: str
    given: tuple[PromiseFacts, ...]
    ahead: tuple[PromiseFacts, ...]
    unconfirmed_days: int | None = None  # their half of the kickoff waits; None: it does not
    positions: Mapping[str, str] = field(default_factory=dict)  # what they have against a goal
    kept_days: int = DEFAULTS.kept_window_days  # how far back the kept rates look
    unanswered: tuple[PromiseFacts, ...] = ()  # asked for a day that is over, without an answer

    @property
    def slipped(self) -> tuple[PromiseFacts, ...]:
        """What missed its date, or has another one by now, be that over or still to come."""
        past = (one for one in self.past if one.has_slipped)
        ahead = (one for one in self.ahead if one.moves and one.outcome is not Outcome.PROPOSED)
        return (*past, *ahead)
