"""What was typed in a kickoff, field by field; each fault under its own field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.rules.kickoff import Topic, TopicState
from storage.people import Person, Side

_LARGEST = Decimal("1e14")
_PLACES = -4


@dataclass(frozen=True, slots=True)
class TopicAnswer:
    """What was said on one topic; ``owner`` is a Slack user id."""

    topic: Topic
    ours: str
    theirs: str
    state: TopicState
    reason: str | None
    facts: dict[str, str]
    owner: str | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal to be made; ``number`` is its row, ``owner`` a Slack user id."""

    number: int
    metric: str
    unit: str
    baseline: Decimal
    target: Decimal
    start_on: date
    due_on: date
    owner: str | None
    side: str


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One commitment to be made; ``owner`` is a Slack user id, ``owner_name`` a name."""

    topic: Topic
    number: int
    title: str
    is_ours: bool
    owner: str | None
    owner_name: str | None
    due_on: date


@dataclass
class Reading:
    """A step being read: its parts, and a sentence for each field that is wrong.

    ``people`` are those chosen in it, by Slack user id, as far as Slack was asked about them.
    """

    fields: Mapping[str, str]
    today: date
    people: Mapping[str, Person] = field(default_factory=dict)
    answers: list[TopicAnswer] = field(default_factory=list)
    goals: list[GoalRow] = field(default_factory=list)
    promises: list[PromiseRow] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, block_id: str) -> str:
        """Return what the field holds, stripped."""
        return self.fields.get(block_id, "").strip()

    def wrong(self, block_id: str, sentence: str) -> None:
        """Note a fault; the first one of a field stays."""
        self.errors.setdefault(block_id, sentence)

    def of_side(self, block_id: str, *, is_ours: bool) -> None:
        """Note a fault when somebody is chosen who is not of that side, or nobody knows."""
        chosen = self.text(block_id)
        person = self.people.get(chosen)
        if chosen and person is None:
            self.wrong(block_id, "I could not look this person up in Slack. Choose somebody else.")
        elif person is not None and not _is_of(person, is_ours=is_ours):
            whose = "your own side" if is_ours else "their side"
            self.wrong(block_id, f"Choose somebody of {whose}; {person.name} is not.")

    def day(self, block_id: str, *, from_today: bool = False) -> date | None:
        """Return the date; a day gone by is a fault where only coming days make sense."""
        typed = self.text(block_id)
        if not typed:
            return None
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            self.wrong(block_id, "That is not a date.")
            return None
        if from_today and day < self.today:
            self.wrong(block_id, "Choose today or a later day.")
        return day

    def needed_date(self, block_id: str, sentence: str, *, from_today: bool = False) -> date:
        """Return the date; without one it is a fault, and today stands in for it."""
        day = self.day(block_id, from_today=from_today)
        if day is None:
            self.wrong(block_id, sentence)
        return day or self.today

    def number(self, block_id: str) -> Decimal | None:
        """Return the number, with at most four decimals."""
        typed = self.text(block_id).replace(",", "").replace(" ", "")
        if not typed:
            return None
        try:
            value = Decimal(typed)
        except InvalidOperation:
            self.wrong(block_id, "That is not a number.")
            return None
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < _PLACES or abs(value) >= _LARGEST:
            self.wrong(block_id, "Use a number below 100 trillion, with at most four decimals.")
            return None
        return value

    def needed_number(self, block_id: str, sentence: str) -> Decimal:
        """Return the number; without one it is a fault, and 0 stands in for it."""
        value = self.number(block_id)
        if value is None:
            self.wrong(block_id, sentence)
        return value if value is not None else Decimal(0)


def _is_of(person: Person, *, is_ours: bool) -> bool:
    """Say whose the person is; ours is only who Slack says is."""
    return person.is_internal if is_ours else person.side is Side.THEIRS
