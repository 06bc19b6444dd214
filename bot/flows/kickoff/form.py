"""The steps and topics of a kickoff, read from what was typed."""

from collections.abc import Mapping
from datetime import date

from bot.flows.kickoff.reading import Reading, TopicAnswer
from bot.flows.kickoff.rows import read_rows
from bot.rules.kickoff import STEPS, Topic, TopicState
from messages.shared import kickoff_fields as names
from messages.shared.kickoff_fields import FACTS, LAST_STEP, Fact, Part, Plan
from storage.people import Person


def read_step(
    fields: Mapping[str, str], step: int, *, today: date, people: Mapping[str, Person]
) -> Reading:
    """Read one step of the kickoff; ``errors`` is empty when it can be left."""
    reading = Reading(fields, today, people)
    for topic in STEPS[step - 1]:
        read_rows(reading, topic)
    for topic in STEPS[step - 1]:
        reading.answers.append(read_topic(reading, topic))
    if step == LAST_STEP:
        # What is escalated is ours alone, so nobody from outside hears of it.
        for sponsor in (Plan.OUR_SPONSOR, Plan.ESCALATION):
            reading.of_side(sponsor, is_ours=True)
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
