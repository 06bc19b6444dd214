"""The values health is scored from, and the ones it is explained by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.rules.health_model import CapRule, Component, HealthBand


@dataclass(frozen=True, slots=True)
class Measured:
    """A component's raw value, where it comes from and as of when; not ``fresh`` is unmeasured."""

    raw: Decimal
    source: str
    as_of: date | None = None
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class HealthInputs:
    """What is known of a partner; a component that is not named is missing."""

    components: Mapping[Component, Measured]
    caps: frozenset[CapRule] = frozenset()


@dataclass(frozen=True, slots=True)
class ComponentScore:
    """One component's part: ``points`` of 100, and its ``weight`` in percent after sharing out.

    ``points`` is None, and the weight 0, where it is missing; ``raw`` may still be known, but
    old. ``previous`` is the points it had before.
    """

    name: Component
    label: str
    points: Decimal | None
    weight: Decimal
    raw: Decimal | None
    low: Decimal
    high: Decimal
    source: str
    as_of: date | None
    previous: Decimal | None


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap that holds, whether or not it is the one that binds."""

    rule: CapRule
    label: str
    at_most: int


@dataclass(frozen=True, slots=True)
class Action:
    """The single thing to do: ``raw`` has to become ``needed``; both None when it lifts a cap."""

    subject: Component | CapRule
    sentence: str
    effort: int
    raw: Decimal | None = None
    needed: Decimal | None = None


@dataclass(frozen=True, slots=True)
class HealthScore:
    """The score and all that explains it; ``uncapped`` is what it would be without caps."""

    score: int | None
    band: HealthBand
    components: tuple[ComponentScore, ...]
    caps: tuple[Cap, ...] = ()
    uncapped: int | None = None
    cheapest_action: Action | None = None
    reasons: tuple[str, ...] = ()
