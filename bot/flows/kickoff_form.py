"""What was typed in a kickoff, read into answers and rows; each fault under its own field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.rules.kickoff import STEPS, Topic, TopicState
from messages.shared import kickoff_fields as names
from messages.shared.kickoff_fields import FACTS, LAST_STEP, Cell, Fact, Part, Plan, row_field

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
    """A step being read: its parts, and a sentence for each field that is wrong."""

    fields: Mapping[str, str]
    today: date
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
            self.wrong(block_id, "Use a number with at most four decimals.")
            return None
        return value

    def needed_number(self, block_id: str, sentence: str) -> Decimal:
        """Return the number; without one it is a fault, and 0 stands in for it."""
        value = self.number(block_id)
        if value is None:
            self.wrong(block_id, sentence)
        return value if value is not None else Decimal(0)


def read_step(fields: Mapping[str, str], step: int, *, today: date) -> Reading:
    """Read one step of the kickoff; ``errors`` is empty when it can be left."""
    reading = Reading(fields, today)
    for topic in STEPS[step - 1]:
        _rows(reading, topic)
    for topic in STEPS[step - 1]:
        reading.answers.append(read_topic(reading, topic))
    if step == LAST_STEP:
        reading.day(Plan.FIRST_QBR, from_today=True)
    return reading


def read_topic(reading: Reading, topic: Topic) -> TopicAnswer:
    """Read one topic's answers, and what its state asks for."""
    typed_state = reading.text(names.field(topic, Part.STATE))
    state = TopicState(typed_state) if typed_state in set(TopicState) else TopicState.OPEN
    facts = _facts(reading, topic)
    answer = TopicAnswer(
        topic=topic,
        ours=reading.text(names.field(topic, Part.OURS)),
        theirs=reading.text(names.field(topic, Part.THEIRS)),
        state=state,
        reason=reading.text(names.field(topic, Part.REASON)) or None,
        facts=facts,
        owner=reading.text(names.field(topic, Part.OWNER)) or None,
        due_on=reading.day(names.field(topic, Part.DUE)),
    )
    _check(reading, answer)
    return answer


def _check(reading: Reading, answer: TopicAnswer) -> None:
    topic, state = answer.topic, answer.state
    if state is TopicState.AGREED:
        _check_agreed(reading, answer)
    elif state is TopicState.DECLINED:
        if answer.reason is None:
            reading.wrong(names.field(topic, Part.REASON), "Say in a few words why.")
    else:
        if answer.owner is None:
            reading.wrong(names.field(topic, Part.OWNER), "Choose who settles it.")
        due = names.field(topic, Part.DUE)
        reading.needed_date(due, "Choose by when it is settled.", from_today=True)


def _check_agreed(reading: Reading, answer: TopicAnswer) -> None:
    topic = answer.topic
    levels = {answer.facts.get(fact) for fact in (Fact.LEVEL_OURS, Fact.LEVEL_THEIRS)}
    if topic is Topic.K1 and len(levels - {None}) > 1:
        reading.wrong(
            names.field(topic, Fact.LEVEL_THEIRS),
            "The two levels are not the same, so it is not agreed yet.",
        )
    for part, is_ours, whose in ((Part.OURS, True, "our"), (Part.THEIRS, False, "their")):
        if not _answered(reading, answer, is_ours=is_ours):
            reading.wrong(
                names.field(topic, part), f"Write {whose} answer before you call it agreed."
            )


def _answered(reading: Reading, answer: TopicAnswer, *, is_ours: bool) -> bool:
    """Say whether a side said something: words, a level, or a row of its own."""
    words = answer.ours if is_ours else answer.theirs
    level = Fact.LEVEL_OURS if is_ours else Fact.LEVEL_THEIRS
    side = "ours" if is_ours else "theirs"
    rows = [one.is_ours for one in reading.promises if one.topic is answer.topic]
    goals = reading.goals if answer.topic is Topic.K2 else []
    return bool(
        words
        or answer.facts.get(level)
        or is_ours in rows
        or any(goal.side in (side, "joint") for goal in goals)
    )


def _facts(reading: Reading, topic: Topic) -> dict[str, str]:
    held = {fact.value: reading.text(names.field(topic, fact)) for fact in FACTS.get(topic, ())}
    if topic is Topic.K7:
        estimate = reading.number(names.field(topic, Fact.ESTIMATE))
        if estimate is not None and (estimate < 0 or estimate != estimate.to_integral_value()):
            reading.wrong(names.field(topic, Fact.ESTIMATE), "Use a whole number, 0 or more.")
    if topic is Topic.K4:
        reading.day(names.field(topic, Fact.ROLL_OUT_ON))
    link = held.get(Fact.LINK, "")
    if link and (not link.startswith("https://") or set(link) & set("<>| \t")):
        reading.wrong(names.field(topic, Fact.LINK), "Use an address that starts with https://.")
    return {fact: words for fact, words in held.items() if words}


def _rows(reading: Reading, topic: Topic) -> None:
    for number in range(1, names.rows_shown(topic, reading.fields) + 1):
        if topic is Topic.K2:
            _read_goal(reading, number)
        elif topic in names.FIRST_ROWS:
            _read_promise(reading, topic, number)


def _read_goal(reading: Reading, number: int) -> None:
    def at(cell: Cell) -> str:
        return row_field(Topic.K2, number, cell)

    metric = " ".join(reading.text(at(Cell.METRIC)).split())
    if not metric:
        if reading.text(at(Cell.TARGET)):
            reading.wrong(at(Cell.METRIC), "Say what is measured, or empty the target.")
        return
    row = GoalRow(
        number=number,
        metric=metric,
        unit=reading.text(at(Cell.UNIT)) or "count",
        baseline=reading.number(at(Cell.BASELINE)) or Decimal(0),
        target=reading.needed_number(at(Cell.TARGET), "Say the number you want to reach."),
        start_on=reading.day(at(Cell.START)) or reading.today,
        due_on=reading.needed_date(at(Cell.DUE), "Choose by when."),
        owner=reading.text(at(Cell.OWNER)) or None,
        side=reading.text(at(Cell.SIDE)) or "joint",
    )
    if row.due_on <= row.start_on:
        reading.wrong(at(Cell.DUE), "The due date has to be after the start.")
    if row.target == row.baseline:
        reading.wrong(at(Cell.TARGET), "The target has to differ from where it starts.")
    if row.owner is None:
        reading.wrong(at(Cell.OWNER), "Choose who owns this goal.")
    if (metric.casefold(), row.start_on) in {
        (goal.metric.casefold(), goal.start_on) for goal in reading.goals
    }:
        reading.wrong(at(Cell.METRIC), "This goal stands above already.")
    reading.goals.append(row)


def _read_promise(reading: Reading, topic: Topic, number: int) -> None:
    def at(cell: Cell) -> str:
        return row_field(topic, number, cell)

    title = " ".join(reading.text(at(Cell.TITLE)).split())
    if not title:
        return
    side = reading.text(at(Cell.SIDE)) if topic is Topic.K3 else ""
    is_ours = side != "theirs" if topic is Topic.K3 else topic is Topic.K6
    owner = reading.text(at(Cell.OWNER)) or None
    name = reading.text(at(Cell.OWNER_NAME)) or None
    if owner is None and (is_ours or name is None):
        sentence = (
            "Choose who owns it." if is_ours else "Choose who owns it, or write a name below."
        )
        reading.wrong(at(Cell.OWNER), sentence)
    due_on = reading.needed_date(at(Cell.DUE), "Choose by when.", from_today=True)
    reading.promises.append(PromiseRow(topic, number, title, is_ours, owner, name, due_on))
