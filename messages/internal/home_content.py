"""What our people's Home shows, as values. Never shown to a partner."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from messages.internal.channels import PausedChannel
from messages.shared.ledger_facts import GoalFacts, PromiseFacts


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """One partner with the newest of its health; None where it was not looked at."""

    partner_id: UUID
    name: str
    stage: str
    score: int | None
    band: str | None


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A partner's next review."""

    partner_id: UUID
    partner: str
    held_on: date


@dataclass(frozen=True, slots=True)
class Times:
    """When a person works: ISO weekdays, the local hour of the daily message, and days away."""

    zone: str
    working_days: str
    daily_hour: int
    away_from: date | None
    away_to: date | None
    country: str | None = None
    muted: tuple[str, ...] = ()  # kinds left out now, in words


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's Home; ``today`` is their local date."""

    person_id: UUID
    today: date
    promises: tuple[PromiseFacts, ...]
    numbers: tuple[GoalFacts, ...]
    partners: tuple[PartnerLine, ...]
    reviews: tuple[ReviewLine, ...]
    times: Times
    paused: tuple[PausedChannel, ...] = ()  # channels of theirs that nothing is posted in
