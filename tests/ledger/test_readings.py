"""Readings are only ever added; the newest stands on the goal."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, col, select

from bot.flows.actors import System
from bot.flows.errors import Refusal
from bot.flows.goals import readings
from storage.goals import Goal, Reading
from tests.factories import NOW, TODAY, make_goal
from tests.ledger.conftest import Ledger


def read(session: Session, ledger: Ledger, goal: Goal, value: str, as_of: date = TODAY) -> Reading:
    return readings.add_reading(
        session,
        goal=goal,
        value=Decimal(value),
        as_of=as_of,
        actor=ledger.acting(ledger.nadia),
        now=NOW,
    )


def standing(session: Session) -> list[Reading]:
    """Return the readings nothing has corrected, the oldest first."""
    statement = select(Reading).where(col(Reading.superseded_by).is_(None))
    return list(session.exec(statement.order_by(col(Reading.as_of), col(Reading.id))))


def test_the_newest_reading_stands_on_the_goal(session: Session, ledger: Ledger) -> None:
    goal = make_goal(session, ledger.acme)

    read(session, ledger, goal, "42000")
    read(session, ledger, goal, "10000", TODAY - timedelta(days=7))

    assert (goal.newest_value, goal.newest_as_of) == (Decimal(42000), TODAY)
    assert goal.newest_source == "by hand"


def test_zero_is_a_value(session: Session, ledger: Ledger) -> None:
    goal = make_goal(session, ledger.acme)

    read(session, ledger, goal, "0")

    assert goal.newest_value == Decimal(0)


def test_the_same_value_again_adds_nothing(session: Session, ledger: Ledger) -> None:
    goal = make_goal(session, ledger.acme)

    first, second = read(session, ledger, goal, "7"), read(session, ledger, goal, "7")

    assert first.id == second.id


def test_a_new_note_on_the_same_value_is_kept(session: Session, ledger: Ledger) -> None:
    goal = make_goal(session, ledger.acme)
    read(session, ledger, goal, "7")

    noted = readings.add_reading(
        session,
        goal=goal,
        value=Decimal(7),
        as_of=TODAY,
        note="Counted twice",
        actor=ledger.acting(ledger.nadia),
        now=NOW,
    )

    assert [row.note for row in standing(session)] == ["Counted twice"]
    assert read(session, ledger, goal, "7").id == noted.id


def test_a_correction_supersedes_and_nothing_is_lost(session: Session, ledger: Ledger) -> None:
    goal = make_goal(session, ledger.acme)

    made = [read(session, ledger, goal, value) for value in ("7", "8", "9")]

    kept = session.exec(select(Reading)).all()
    assert {row.id for row in kept} == {row.id for row in made}
    assert [row.value for row in standing(session)] == [Decimal(9)]
    assert made[0].superseded_by == made[1].id
    assert goal.newest_value == Decimal(9)


def test_two_sources_of_one_day_stand_beside_each_other(session: Session, ledger: Ledger) -> None:
    goal = make_goal(session, ledger.acme)
    read(session, ledger, goal, "7")

    readings.add_reading(
        session,
        goal=goal,
        value=Decimal(8),
        as_of=TODAY,
        source="crm",
        source_ref="won",
        actor=System("bot"),
        now=NOW,
    )

    assert [row.value for row in standing(session)] == [Decimal(7), Decimal(8)]


def test_a_day_that_has_not_come_yet_is_refused(session: Session, ledger: Ledger) -> None:
    goal = make_goal(session, ledger.acme)

    with pytest.raises(Refusal, match="has not come yet") as refused:
        read(session, ledger, goal, "7", TODAY + timedelta(days=1))

    assert refused.value.block_id == "as_of"
