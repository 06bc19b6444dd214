"""The rows of our kickoff modal: goals, resources, commitments."""

from datetime import date

from bot.rules.kickoff import Topic
from messages.audience import Block
from messages.ids import Action
from messages.inputs import date_input, input_block, number_input, select, text_input, users_select
from messages.internal.kickoff_draft import Draft
from messages.parts import Element, actions, button, option
from messages.shared.kickoff_fields import (
    GOAL_SIDES,
    LONGEST_LINE,
    MOST_ROWS,
    SIDES,
    Cell,
    row_field,
    rows_shown,
)

_ACTION = "value"
_LONGEST_TITLE = 250
_LONGEST_METRIC = 120


def row_blocks(topic: Topic, draft: Draft) -> list[Block]:
    """Return the topic's rows and the button that adds one."""
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
        cell(Cell.BASELINE, "today's value", number_field(at(Cell.BASELINE), draft)),
        cell(Cell.TARGET, "target", number_field(at(Cell.TARGET), draft)),
        cell(Cell.START, "from", date_field(at(Cell.START), draft, draft.today)),
        cell(Cell.DUE, "until", date_field(at(Cell.DUE), draft)),
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
    rows.append(input_block(at(Cell.DUE), "Due", date_field(at(Cell.DUE), draft), optional=True))
    return rows


def number_field(block_id: str, draft: Draft) -> Element:
    """Return a field for a number, filled with what was typed."""
    return number_input(_ACTION, initial=draft.number(block_id))


def date_field(block_id: str, draft: Draft, otherwise: date | None = None) -> Element:
    """Return a calendar, filled with what was chosen."""
    return date_input(_ACTION, initial=draft.day(block_id) or otherwise)
