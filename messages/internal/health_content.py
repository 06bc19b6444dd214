"""A partner's health as we read it, as values. Never shown to the partner."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from messages.pictures.spec import Point


@dataclass(frozen=True, slots=True)
class ComponentFacts:
    """One part of the score. ``points`` is None while its facts are missing.

    ``weight`` is the most it gives after missing parts' weight was shared out; ``bar`` says
    what gives none and all of it, ``raw`` what was found; ``before`` is the previous snapshot's
    points.
    """

    name: str
    points: str | None
    weight: str
    bar: str
    raw: str
    source: str
    as_of: date | None
    before: str | None


@dataclass(frozen=True, slots=True)
class ProposedStage:
    """A stage the record speaks for, and why, in sentences."""

    now: str
    stage: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """One snapshot, explained. ``score`` is None while too little is known.

    ``awaited`` is what a signed partnership still waits for, each with the day it is due by.
    """

    snapshot_id: UUID
    partner_id: UUID
    partner: str
    stage: str
    taken_on: date
    score: int | None
    band: str
    month_ago: Point | None
    quarter_ago: Point | None
    components: tuple[ComponentFacts, ...]
    caps: tuple[str, ...]
    action: str | None
    paper_days: int | None
    proposal: ProposedStage | None
    trend: tuple[Point, ...]
    awaited: tuple[tuple[str, date], ...] = ()
