"""Readings: values of a goal's metric, only ever added."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from bot.flows.actors import Actor, By
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goal_flow
from bot.flows.people import identity as people
from messages.render import Safe, render
from storage import goals
from storage import people as people_table
from storage.columns import LARGEST_DECIMAL
from storage.goals import CORRECTION, Goal, Reading

BY_HAND = "by hand"


def add_reading(  # noqa: PLR0913 - a reading is exactly these facts
    session: Session,
    *,
    goal: Goal,
    value: Decimal,
    as_of: date,
    source: str = BY_HAND,
    source_ref: str = "",
    actor: By,
    now: datetime,
    note: str | None = None,
    clicked: tuple[str, str] | None = None,
) -> Reading:
    """Add a reading and keep it on the goal when it is the newest.

    The same value again, with no other note, adds nothing. Another value or note for the same day
    from the same source and reference supersedes the one before, which stays. A reading by a
    person ends the slip's nudges; ``clicked`` is the message they answered in. Raises Refusal for
    a day that has not come yet or a value too large to keep, and a person about a closed goal.
    """
    if isinstance(actor, Actor):
        goal_flow.refuse_closed(goal)
    _check(session, value, as_of, actor, now)
    standing = goals.standing_reading(
        session, goal=goal, source=source, as_of=as_of, source_ref=source_ref
    )
    if standing is not None and standing.value == value and note in {None, standing.note}:
        return standing
    reading = Reading(
        workspace_id=goal.workspace_id,
        goal_id=goal.id,
        value=value,
        unit=goal.unit,
        as_of=as_of,
        source=source,
        source_ref=source_ref if standing is None else _next_reference(standing, source_ref),
        note=note,
        recorded_at=now,
        recorded_by=actor.person,
    )
    session.add(reading)
    if standing is not None:
        standing.superseded_by = reading.id
        session.add(standing)
    _keep_newest(goal, reading)
    session.add(goal)
    session.flush()
    _record(session, goal, standing, reading, actor, now)
    if isinstance(actor, Actor):
        said = outcome(goal, reading, actor)
        goal_flow.settle(
            session, goal, said, actor=actor, now=now, action="reading", clicked=clicked
        )
    return reading


def outcome(goal: Goal, reading: Reading, actor: Actor) -> Safe:
    """Return the sentence that says who entered what."""
    return render(
        "ledger_reading_added",
        who=actor.name,
        metric=goal.metric,
        value=reading.value,
        unit=reading.unit,
        as_of=reading.as_of,
    )


def _check(session: Session, value: Decimal, as_of: date, actor: By, now: datetime) -> None:
    if abs(value) > LARGEST_DECIMAL or value != round(value, 4):
        raise Refusal(
            "Use a number below 100 trillion, with at most four decimals.", block_id="value"
        )
    if isinstance(actor, Actor):
        person = people_table.of_id(
            session, workspace_id=actor.workspace_id, person_id=actor.person_id
        )
        today = people.today_of(person, now) if person else now.date()
    else:
        today = now.date() + timedelta(days=1)  # it is tomorrow already east of UTC
    if as_of > today:
        raise Refusal("A number can't be from a day that has not come yet.", block_id="as_of")


def _next_reference(standing: Reading, source_ref: str) -> str:
    _, _, count = standing.source_ref[len(source_ref) :].rpartition(CORRECTION)
    return f"{source_ref}{CORRECTION}{int(count or 1) + 1}"


def _keep_newest(goal: Goal, reading: Reading) -> None:
    if goal.newest_as_of is None or reading.as_of >= goal.newest_as_of:
        goal.newest_value = reading.value
        goal.newest_as_of = reading.as_of
        goal.newest_source = reading.source
        goal.unanswered_asks = 0


def _record(
    session: Session,
    goal: Goal,
    before: Reading | None,
    after: Reading,
    actor: By,
    now: datetime,
) -> None:
    goal_flow.record(
        session,
        goal,
        actor,
        now,
        "reading.added" if before is None else "reading.corrected",
        before=None if before is None else {"value": str(before.value)},
        after={"value": str(after.value), "as_of": str(after.as_of), "source": after.source},
    )
