"""The rows of a kickoff: goals and commitments to be made."""

from decimal import Decimal

from bot.flows.kickoff.reading import GoalRow, PromiseRow, Reading
from bot.rules.kickoff import Topic
from messages.shared import kickoff_fields as names
from messages.shared.kickoff_fields import Cell, row_field


def read_rows(reading: Reading, topic: Topic) -> None:
    """Read every row the topic shows; an empty one is none, a row without a name a fault."""
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
        if any(reading.text(at(cell)) for cell in (Cell.TARGET, Cell.DUE, Cell.OWNER)):
            sentence = "Say what is measured, or empty the target, the date and the owner."
            reading.wrong(at(Cell.METRIC), sentence)
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
        if any(reading.text(at(cell)) for cell in (Cell.OWNER, Cell.OWNER_NAME, Cell.DUE)):
            reading.wrong(at(Cell.TITLE), "Say what is promised, or empty the owner and the date.")
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
    reading.of_side(at(Cell.OWNER), is_ours=is_ours)
    due_on = reading.needed_date(at(Cell.DUE), "Choose by when.", from_today=True)
    reading.promises.append(PromiseRow(topic, number, title, is_ours, owner, name, due_on))
