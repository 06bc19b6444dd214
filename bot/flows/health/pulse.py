"""The pulse in a partner's health: the mean of both sides' answers, and the gap between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from bot.rules.health import Measured
from bot.rules.health_inputs import pulse_raw
from bot.rules.pulse import FRESH_DAYS
from storage import pulse_facts
from storage.goal_sweep import RawId
from storage.people import Side

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Answered:
    """What one person answered."""

    partner_id: RawId
    side: Side
    score: int
    on: date


def answers_of(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], today: date
) -> list[Answered]:
    """Return the answers that still count, the oldest first."""
    since = datetime.combine(today - timedelta(days=FRESH_DAYS), time(), UTC)
    return [
        Answered(partner_id, side, score, at.date())
        for partner_id, side, score, at in pulse_facts.answers_since(
            session, workspace_id=workspace_id, partner_ids=partner_ids, since=since
        )
    ]


def measured(answers: Sequence[Answered]) -> Measured | None:
    """Return the mean answer of both sides; None when nobody answered."""
    raw = pulse_raw(one.score for one in answers)
    return None if raw is None else Measured(raw, "the pulse", answers[-1].on)


def words(answers: Sequence[Answered]) -> str:
    """Say each side's mean, of how many, and how far they are apart."""
    means = {side: pulse_raw(one.score for one in answers if one.side is side) for side in Side}
    counts = {side: sum(one.side is side for one in answers) for side in Side}
    said = [
        f"{side.value} {_tenth(mean)} of 5 ({counts[side]})"
        for side, mean in means.items()
        if mean is not None
    ]
    if not said:
        return f"Nobody answered the question of the quarter in {FRESH_DAYS} days."
    ours, theirs = means[Side.OURS], means[Side.THEIRS]
    gap = "" if ours is None or theirs is None else f"; {_tenth(abs(ours - theirs))} apart"
    return f"Answers: {', '.join(said)}{gap}."


def _tenth(mean: Decimal) -> Decimal:
    return mean.quantize(TENTH)
