"""What a message says of commitments and goals; all of it may be read by both sides."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from bot.rules.commitments import OPEN, CommitmentState
from bot.rules.endings import Ending
from bot.rules.pace import Band

BAND_WORDS = {
    Band.AHEAD: "ahead",
    Band.ON_TRACK: "on track",
    Band.AT_RISK: "at risk",
    Band.OFF_TRACK: "off track",
    Band.ACHIEVED: "achieved",
    Band.MISSED: "missed",
    Band.UNMEASURED: "not measured yet",
    Band.STALE: "no fresh number",
    Band.TOO_EARLY: "too early to say",
    Band.NOT_ALIGNED: "not aligned",
}


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """One commitment as it stands; ``days_late`` are the owner's working days, 0 if not late.

    ``owner`` is a name or None. ``is_ours`` is the side of whoever runs the bot.
    """

    id: UUID
    title: str
    partner: str
    is_ours: bool
    owner: str | None
    due_on: date
    state: CommitmentState
    days_late: int = 0
    is_late: bool = False
    blocked_kind: str | None = None
    unblocker: str | None = None
    test_of_done: str | None = None
    permalink: str | None = None
    waiting_days: int = 0  # since the other side was asked, while it has not said yes

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """One goal as it stands at its newest reading; None where there is no figure."""

    id: UUID
    metric: str
    partner: str
    unit: str
    target: Decimal
    due_on: date
    band: Band
    value: Decimal | None = None
    as_of: date | None = None
    source: str | None = None
    expected: Decimal | None = None
    agreed_ours: bool = True
    agreed_theirs: bool = True
    confidence: int | None = None
    is_headline: bool = False
    waiting_days: int = 0  # since the other side was asked, while it has not said yes
    is_theirs: bool = False  # the partner's own, by side or owner
    ending: Ending | None = None  # None while it is open
    close_reason: str | None = None
    closed_at: datetime | None = None

    @property
    def words(self) -> str:
        """How it ended, or its band while it is open, as people say it."""
        return self.ending.words if self.ending else BAND_WORDS[self.band]
