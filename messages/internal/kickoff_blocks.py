"""The blocks of one topic in our kickoff modal."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.rules.kickoff import Topic, TopicState
from messages.audience import Block
from messages.ids import Action
from messages.inputs import date_input, input_block, select, text_input, users_select
from messages.internal.kickoff_draft import Draft
from messages.internal.kickoff_rows import date_field, number_field, row_blocks
from messages.parts import option, section
from messages.render import render
from messages.shared.kickoff_fields import (
    FACTS,
    FIRST_ROWS,
    LEVELS,
    LONGEST_ANSWER,
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
        blocks += row_blocks(topic, draft)
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
        return [input_block(reason, "Why, read by our side only", typed)]
    if state is TopicState.AGREED:
        return []
    owner, due = field(topic, Part.OWNER), field(topic, Part.DUE)
    chosen = date_input(
        _ACTION, initial=draft.day(due) or draft.today + timedelta(days=ANSWER_DAYS)
    )
    person = users_select(_ACTION, initial=draft.text(owner) or draft.me)
    return [
        input_block(owner, "Who settles it", person),
        input_block(due, "Settled by", chosen),
    ]


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
    return input_block(block_id, "Rolled out widely by", date_field(block_id, draft), optional=True)


def _estimate(block_id: str, draft: Draft) -> Block:
    return input_block(
        block_id, "Customers it could fit", number_field(block_id, draft), optional=True
    )


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
