"""The blocks of one topic in our kickoff modal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from bot.rules.kickoff import Topic, TopicState
from messages.audience import Block
from messages.ids import Action
from messages.parts import (
    Element,
    actions,
    button,
    date_input,
    input_block,
    number_input,
    option,
    section,
    select,
    text_input,
    users_select,
)
from messages.render import render
from messages.shared.kickoff_fields import (
    FACTS,
    FIRST_ROWS,
    GOAL_SIDES,
    LEVELS,
    LONGEST_ANSWER,
    LONGEST_LINE,
    MOST_ROWS,
    SIDES,
    STATES,
    Cell,
    Fact,
    Part,
    field,
    row_field,
    rows_shown,
)

ANSWER_DAYS = 14  # an open topic's date unless another is chosen
_ACTION = "value"
_LONGEST_TITLE = 250
_LONGEST_METRIC = 120


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed so far, by block id, and for whom it is."""

    partner: str
    fields: Mapping[str, str]
    today: date
    me: str  # Slack user id of the person the modal is shown to

    def text(self, block_id: str) -> str:
        """Return what the field holds."""
        return self.fields.get(block_id, "")

    def day(self, block_id: str) -> date | None:
        """Return the date the field holds."""
        try:
            return date.fromisoformat(self.text(block_id))
        except ValueError:
            return None

    def number(self, block_id: str) -> Decimal | None:
        """Return the number the field holds."""
        try:
            value = Decimal(self.text(block_id))
        except InvalidOperation:
            return None
        return value if value.is_finite() else None

    def state(self, topic: Topic) -> TopicState:
        """Return where the sides stand on the topic; open until somebody says otherwise."""
        held = self.text(field(topic, Part.STATE))
        return TopicState(held) if held in set(TopicState) else TopicState.OPEN


def topic_blocks(topic: Topic, draft: Draft, *, with_rows: bool = True) -> list[Block]:
    """Return everything that is asked about one topic, filled with what was typed."""
    head = render("kickoff_topic_head", title=topic.title, question=topic.question)
    blocks = [section(head, block_id=f"{topic.key}.head")]
    blocks += [_FACTS[fact](field(topic, fact), draft) for fact in FACTS.get(topic, ())]
    if not with_rows:
        blocks = [block for block in blocks if block["block_id"] != _HEADLINE]
    blocks.append(_answer(topic, Part.OURS, "Our answer", draft))
    blocks.append(_answer(topic, Part.THEIRS, f"{draft.partner}'s answer", draft))
    blocks.append(_state(topic, draft))
    blocks += _unsettled(topic, draft)
    if with_rows and topic in FIRST_ROWS:
        blocks += _rows(topic, draft)
    return blocks


def _answer(topic: Topic, part: Part, label: str, draft: Draft) -> Block:
    block_id = field(topic, part)
    element = text_input(
        _ACTION, initial=draft.text(block_id), multiline=True, max_length=LONGEST_ANSWER
    )
    return input_block(block_id, label, element, optional=True)


def _state(topic: Topic, draft: Draft) -> Block:
    options = [option(words, state.value) for state, words in STATES.items()]
    chosen = select(Action.KICKOFF_STATE, options, initial=draft.state(topic).value)
    block = input_block(field(topic, Part.STATE), "Where the two sides stand", chosen)
    return block | {"dispatch_action": True}


def _unsettled(topic: Topic, draft: Draft) -> list[Block]:
    """Ask what the state needs: whom and when while unsettled, why when declined."""
    state = draft.state(topic)
    reason = field(topic, Part.REASON)
    typed = text_input(_ACTION, initial=draft.text(reason), max_length=LONGEST_ANSWER)
    if state is TopicState.DECLINED:
        return [input_block(reason, "Why, read by our side only", typed, optional=True)]
    if state is TopicState.AGREED:
        return []
    owner, due = field(topic, Part.OWNER), field(topic, Part.DUE)
    chosen = date_input(
        _ACTION, initial=draft.day(due) or draft.today + timedelta(days=ANSWER_DAYS)
    )
    person = users_select(_ACTION, initial=draft.text(owner) or draft.me)
    return [
        input_block(owner, "Who settles it", person, optional=True),
        input_block(due, "Settled by", chosen, optional=True),
    ]


def _rows(topic: Topic, draft: Draft) -> list[Block]:
    shown = rows_shown(topic, draft.fields)
    make = _goal_row if topic is Topic.K2 else _promise_row
    blocks = [block for number in range(1, shown + 1) for block in make(topic, number, draft)]
    if shown < MOST_ROWS:
        words = "Add a goal" if topic is Topic.K2 else "Add one more"
        add = button(words, Action.KICKOFF_ADD_ROW, topic.key)
        blocks.append(actions(f"{topic.key}.add", add))
    return blocks


def _goal_row(topic: Topic, number: int, draft: Draft) -> list[Block]:
    def cell(cell: Cell, label: str, element: Element, hint: str | None = None) -> Block:
        block_id = row_field(topic, number, cell)
        return input_block(block_id, f"Goal {number}: {label}", element, hint=hint, optional=True)

    def at(cell: Cell) -> str:
        return row_field(topic, number, cell)

    sides = [option(words, side) for side, words in GOAL_SIDES.items()]
    return [
        cell(
            Cell.METRIC,
            "what is measured",
            text_input(_ACTION, initial=draft.text(at(Cell.METRIC)), max_length=_LONGEST_METRIC),
            "Leave it empty for no goal.",
        ),
        cell(
            Cell.UNIT,
            "unit",
            text_input(_ACTION, initial=draft.text(at(Cell.UNIT)) or "count", max_length=20),
            "count, percent, or a currency such as USD",
        ),
        cell(Cell.BASELINE, "today's value", _number(at(Cell.BASELINE), draft)),
        cell(Cell.TARGET, "target", _number(at(Cell.TARGET), draft)),
        cell(Cell.START, "from", _date(at(Cell.START), draft, draft.today)),
        cell(Cell.DUE, "until", _date(at(Cell.DUE), draft)),
        cell(
            Cell.OWNER, "owner", users_select(_ACTION, initial=draft.text(at(Cell.OWNER)) or None)
        ),
        cell(
            Cell.SIDE, "whose", select(_ACTION, sides, initial=draft.text(at(Cell.SIDE)) or "joint")
        ),
    ]


def _promise_row(topic: Topic, number: int, draft: Draft) -> list[Block]:
    def at(cell: Cell) -> str:
        return row_field(topic, number, cell)

    name = {
        Topic.K3: "Resource",
        Topic.K6: "Our commitment",
        Topic.K10: "Their commitment",
    }[topic]
    title = text_input(_ACTION, initial=draft.text(at(Cell.TITLE)), max_length=_LONGEST_TITLE)
    hint = "Leave it empty for none." if number == 1 else None
    rows = [input_block(at(Cell.TITLE), f"{name} {number}", title, hint=hint, optional=True)]
    if topic is Topic.K3:
        sides = [option(words, side) for side, words in SIDES.items()]
        side = select(_ACTION, sides, initial=draft.text(at(Cell.SIDE)) or "ours")
        rows.append(input_block(at(Cell.SIDE), "Which side gives it", side, optional=True))
    owner = users_select(_ACTION, initial=draft.text(at(Cell.OWNER)) or None)
    rows.append(input_block(at(Cell.OWNER), "Owner", owner, optional=True))
    if topic is not Topic.K6:
        typed = text_input(
            _ACTION, initial=draft.text(at(Cell.OWNER_NAME)), max_length=LONGEST_LINE
        )
        label = "Or the owner's name, where they are not in this Slack"
        rows.append(input_block(at(Cell.OWNER_NAME), label, typed, optional=True))
    rows.append(input_block(at(Cell.DUE), "Due", _date(at(Cell.DUE), draft), optional=True))
    return rows


def _number(block_id: str, draft: Draft) -> Element:
    return number_input(_ACTION, initial=draft.number(block_id))


def _date(block_id: str, draft: Draft, otherwise: date | None = None) -> Element:
    return date_input(_ACTION, initial=draft.day(block_id) or otherwise)


def _level(label: str) -> Callable[[str, Draft], Block]:
    def block(block_id: str, draft: Draft) -> Block:
        options = [option(words, level) for level, words in LEVELS.items()]
        chosen = select(_ACTION, options, initial=draft.text(block_id) or None)
        return input_block(block_id, label, chosen, optional=True)

    return block


def _line(label: str, hint: str | None = None) -> Callable[[str, Draft], Block]:
    def block(block_id: str, draft: Draft) -> Block:
        typed = text_input(_ACTION, initial=draft.text(block_id), max_length=LONGEST_ANSWER)
        return input_block(block_id, label, typed, hint=hint, optional=True)

    return block


def _roll_out_on(block_id: str, draft: Draft) -> Block:
    return input_block(block_id, "Rolled out widely by", _date(block_id, draft), optional=True)


def _estimate(block_id: str, draft: Draft) -> Block:
    return input_block(block_id, "Customers it could fit", _number(block_id, draft), optional=True)


def _headline(block_id: str, draft: Draft) -> Block:
    shown = rows_shown(Topic.K2, draft.fields)
    names = [
        f"Goal {number}: {draft.text(row_field(Topic.K2, number, Cell.METRIC))}"
        for number in range(1, shown + 1)
    ]
    options = [option(name.removesuffix(": "), str(at)) for at, name in enumerate(names, 1)]
    chosen = select(_ACTION, options, initial=draft.text(block_id) or "1")
    hint = "The goals stand below; this one is shown first everywhere."
    return input_block(block_id, "The one headline metric", chosen, hint=hint, optional=True)


def _explained_by(block_id: str, draft: Draft) -> Block:
    person = users_select(_ACTION, initial=draft.text(block_id) or None)
    return input_block(block_id, "Explained by", person, optional=True)


_HEADLINE = field(Topic.K8, Fact.HEADLINE)
_FACTS: Mapping[Fact, Callable[[str, Draft], Block]] = {
    Fact.LEVEL_OURS: _level("The level we want"),
    Fact.LEVEL_THEIRS: _level("The level they want"),
    Fact.ROLL_OUT_ON: _roll_out_on,
    Fact.FIRST_TEAMS: _line("First reps or regions"),
    Fact.ESTIMATE: _estimate,
    Fact.HEADLINE: _headline,
    Fact.EXPLAINED_BY: _explained_by,
    Fact.UNDERSTOOD_BY: _line("Understood by", "Who on their side has said so"),
    Fact.LINK: _line("Where it is written down", "An address that starts with https://"),
}
