"""The health model as data: read from a file an admin can edit, and checked before use."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

FULL = Decimal(100)


class Component(StrEnum):
    """What health is made of."""

    PACE = "pace"
    KEPT = "kept"
    ENGAGEMENT = "engagement"
    RELATIONSHIP = "relationship"
    PULSE = "pulse"


class CapRule(StrEnum):
    """What keeps health down, however good the rest is."""

    NEVER_PIPELINE = "never_pipeline"
    CHAMPION_LOST = "champion_lost"
    HEADLINE_OFF_TRACK = "headline_off_track"


class HealthBand(StrEnum):
    """The one word health gets."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


class HealthModelError(ValueError):
    """The model cannot be used; the text lists all that is wrong with it."""


@dataclass(frozen=True, slots=True)
class ComponentModel:
    """How one component counts: 0 points at ``low`` and below, 100 at ``high`` and above."""

    label: str
    weight: Decimal
    low: Decimal
    high: Decimal
    effort: int
    action: str

    def points(self, raw: Decimal) -> Decimal:
        """Return the points, 0 to 100, of a raw value."""
        share = (raw - self.low) / (self.high - self.low)
        return min(max(share, Decimal(0)), Decimal(1)) * FULL

    def raw_for(self, points: Decimal) -> Decimal:
        """Return the raw value that gives these points."""
        return self.low + (self.high - self.low) * points / FULL


@dataclass(frozen=True, slots=True)
class CapModel:
    """A cap: the score it allows at most, and what lifts it."""

    label: str
    at_most: int
    effort: int
    action: str


@dataclass(frozen=True, slots=True)
class HealthModel:
    """The whole model, checked."""

    green_from: int
    amber_from: int
    unknown_under_percent: int
    components: Mapping[Component, ComponentModel]
    caps: Mapping[CapRule, CapModel]

    def band(self, score: int | None) -> HealthBand:
        """Return the band of a score; None is unknown."""
        if score is None:
            return HealthBand.UNKNOWN
        if score >= self.green_from:
            return HealthBand.GREEN
        return HealthBand.AMBER if score >= self.amber_from else HealthBand.RED

    def next_bar(self, score: int) -> int | None:
        """Return the score at which the next better band begins; None from green on."""
        bars = (self.amber_from, self.green_from)
        return next((bar for bar in bars if score < bar), None)


def load_model(text: str) -> HealthModel:
    """Read a model from TOML. Raises HealthModelError listing all that is wrong."""
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as unreadable:
        raise HealthModelError(f"The health model is not valid TOML: {unreadable}.") from unreadable
    return model_from(table)


def model_from(table: Mapping[str, object]) -> HealthModel:
    """Build a model from plain values. Raises HealthModelError listing all that is wrong."""
    reader = _Reader()
    sections = {"components", "caps"}
    reader.known("the model", table, {*_BARS, *sections})
    bars = {name: reader.whole(table, name, "the model", least=0) for name in _BARS}
    components = {
        name: reader.component(reader.section(table, "components", name)) for name in Component
    }
    caps = {rule: reader.cap(reader.section(table, "caps", rule)) for rule in CapRule}
    for section, names in (("components", Component), ("caps", CapRule)):
        reader.known(section, table.get(section), {*names})
    total = sum(part.weight for part in components.values())
    if not reader.problems and total != FULL:
        reader.problems.append(f"the weights add up to {total}, not 100")
    if not reader.problems and bars["amber_from"] >= bars["green_from"]:
        reader.problems.append("amber_from must be below green_from")
    if reader.problems:
        raise HealthModelError(f"The health model is wrong: {'; '.join(reader.problems)}.")
    return HealthModel(**bars, components=components, caps=caps)


_BARS = ("green_from", "amber_from", "unknown_under_percent")
_CAP_FIELDS = frozenset({"label", "at_most", "effort", "action"})
_COMPONENT_FIELDS = frozenset({"label", "weight", "low", "high", "effort", "action"})


class _Reader:
    """Takes values out of tables and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def known(self, where: str, table: object, names: set[str] | frozenset[str]) -> None:
        """Note every key nobody knows; it is most likely misspelt."""
        if isinstance(table, Mapping):
            self.problems += [f"{where} has an unknown {key}" for key in table if key not in names]

    def section(
        self, table: Mapping[str, object], kind: str, name: str
    ) -> tuple[str, Mapping[str, object]]:
        """Return the table of one component or cap, with its name; empty when it is missing."""
        kinds = table.get(kind)
        found = kinds.get(name) if isinstance(kinds, Mapping) else None
        return f"{kind}.{name}", found if isinstance(found, Mapping) else {}

    def component(self, section: tuple[str, Mapping[str, object]]) -> ComponentModel:
        """Return one component."""
        where, table = section
        self.known(where, table, _COMPONENT_FIELDS)
        weight, low, high = (self.number(table, name, where) for name in ("weight", "low", "high"))
        if weight < 0:
            self.problems.append(f"{where}.weight is below 0")
        if high <= low:
            self.problems.append(f"{where}.high must be above its low")
        label, action = self.words(table, "label", where), self.words(table, "action", where)
        effort = self.whole(table, "effort", where, least=1)
        return ComponentModel(label, weight, low, high, effort, action)

    def cap(self, section: tuple[str, Mapping[str, object]]) -> CapModel:
        """Return one cap."""
        where, table = section
        self.known(where, table, _CAP_FIELDS)
        label, action = self.words(table, "label", where), self.words(table, "action", where)
        at_most = self.whole(table, "at_most", where, least=0)
        return CapModel(label, at_most, self.whole(table, "effort", where, least=1), action)

    def number(self, table: Mapping[str, object], name: str, where: str) -> Decimal:
        """Return a finite number."""
        value = table.get(name)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            number = Decimal(value)
            if number.is_finite():
                return number
        self.problems.append(f"{where}.{name} is not a number")
        return Decimal(0)

    def whole(self, table: Mapping[str, object], name: str, where: str, *, least: int) -> int:
        """Return a whole number from ``least`` to 100."""
        value = table.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= FULL:
            return value
        self.problems.append(f"{where}.{name} is not a whole number from {least} to 100")
        return least

    def words(self, table: Mapping[str, object], name: str, where: str) -> str:
        """Return a text that says something."""
        value = table.get(name)
        if isinstance(value, str) and value.strip():
            return value
        self.problems.append(f"{where}.{name} is empty")
        return ""
