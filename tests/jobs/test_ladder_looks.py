"""When the ladder of a late promise is looked at again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from bot.jobs import timetable
from bot.rules.audience import Audience
from bot.rules.nudging import Step
from storage import ladder
from storage.commitments import Commitment
from storage.database import Database
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import (
    make_commitment,
    make_outbox,
    make_partner,
    make_person,
    make_workspace,
)

MONDAY = date(2026, 11, 2)
MORNING = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # Monday, 10:00 in New York


@pytest.fixture
def workspace(database: Database) -> Workspace:
    """Return a workspace with a promise due on Monday."""
    with database.across_workspaces.transaction() as session:
        made = make_workspace(session)
        nadia = make_person(session, made)
        partner = make_partner(session, made, owner=nadia)
        make_commitment(session, partner, owner=nadia, due_on=MONDAY)
        return made


def climb(database: Database, workspace: Workspace, days: float) -> int:
    now = MORNING + timedelta(days=days)
    return timetable.run_due(database, now, frozenset({"late"}))["late"]


def waiting(database: Database, workspace: Workspace, days: float) -> bool:
    now = MORNING + timedelta(days=days)
    with database.across_workspaces.transaction() as session:
        found = ladder.due(
            session,
            workspace_id=workspace.id,
            last=now.date() + timedelta(days=1),
            last_rung=f"late_{Step.SPONSOR}",
            now=now,
        )
    return bool(found)


def test_a_promise_is_looked_at_once_on_its_owners_day(
    database: Database, workspace: Workspace
) -> None:
    assert climb(database, workspace, 1) == 1

    assert not waiting(database, workspace, 1)
    assert not waiting(database, workspace, 1.5)
    assert waiting(database, workspace, 2)


def test_a_promise_nobody_is_told_of_waits_for_the_day_of_its_rung(
    database: Database, workspace: Workspace
) -> None:
    assert climb(database, workspace, 0) == 0

    assert [waiting(database, workspace, day) for day in (0, 0.5, 1)] == [False, False, True]


def test_an_answer_and_a_change_are_looked_at_at_once(
    database: Database, workspace: Workspace
) -> None:
    climb(database, workspace, 1)
    with database.across_workspaces.transaction() as session:
        nudge = session.exec(select(Nudge)).one()
        nudge.acted_at, nudge.action = MORNING, "comment"
    assert waiting(database, workspace, 1)

    climb(database, workspace, 1)
    with database.across_workspaces.transaction() as session:
        session.exec(select(Commitment)).one().due_on = MONDAY - timedelta(days=1)
    assert waiting(database, workspace, 1)


def test_many_promises_climb_batch_by_batch(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ladder, "BATCH", 2)
    with database.across_workspaces.transaction() as session:
        for name in "ABCDE":
            partner = make_partner(session, workspace, name=name)
            make_commitment(session, partner, due_on=MONDAY)

    assert climb(database, workspace, 1) == 6
    assert climb(database, workspace, 1) == 0


def test_a_last_rung_nobody_saw_is_taken_again(database: Database, workspace: Workspace) -> None:
    assert sum(climb(database, workspace, day) for day in range(15)) == len(Step)
    with database.across_workspaces.transaction() as session:
        [last] = [one for one in session.exec(select(Nudge)) if one.rule == f"late_{Step.SPONSOR}"]
        last.outbox_id = make_outbox(
            session,
            session.get_one(Workspace, workspace.id),
            audience=Audience.INTERNAL,
            person_id=session.exec(select(Person.id)).one(),
            state=OutboxState.SKIPPED,
            reason="too old",
        ).id

    assert climb(database, workspace, 15) == 1
    assert climb(database, workspace, 16) == 0


@pytest.mark.parametrize(
    ("ladder_days", "looks"),
    [
        pytest.param("1, 3, 5, 8", [0, 1, 2, 3], id="the day of the next rung"),
        pytest.param("4, 5, 6, 7", [0, 4, 5], id="the workspace's own days"),
        pytest.param("30, 40, 50, 60", [0, 7, 14], id="a week later at the latest"),
    ],
)
def test_the_days_of_the_rungs_are_the_workspaces_and_none_is_missed(
    database: Database, workspace: Workspace, ladder_days: str, looks: list[int]
) -> None:
    with database.across_workspaces.transaction() as session:
        session.get_one(Workspace, workspace.id).settings = {"ladder_days": ladder_days}

    looked = []
    for day in range(looks[-1] + 1):
        looked += [day] if waiting(database, workspace, day) else []
        climb(database, workspace, day)

    assert looked == looks


def test_each_rung_is_taken_once_however_far_apart_they_are(
    database: Database, workspace: Workspace
) -> None:
    with database.across_workspaces.transaction() as session:
        session.get_one(Workspace, workspace.id).settings = {"ladder_days": "1, 2, 59, 60"}

    climbed = [day for day in range(100) if climb(database, workspace, day)]

    assert climbed == [1, 2, 81, 84]  # 59 and 60 working days are a Friday's and a Monday's


def test_what_was_put_off_is_looked_at_from_that_instant_on(
    database: Database, workspace: Workspace
) -> None:
    with database.across_workspaces.transaction() as session:
        session.exec(select(Commitment)).one().snoozed_until = MORNING + timedelta(days=1)

    assert [waiting(database, workspace, day) for day in (0.9999, 1)] == [False, True]


def test_a_rung_whose_message_is_given_up_the_next_day_is_taken_again(
    database: Database, workspace: Workspace
) -> None:
    with database.across_workspaces.transaction() as session:
        session.get_one(Workspace, workspace.id).settings = {"ladder_days": "1, 9, 10, 11"}
    climb(database, workspace, 1)
    with database.across_workspaces.transaction() as session:
        person_id = session.exec(select(Person.id)).one()
        row = make_outbox(
            session, workspace, audience=Audience.INTERNAL, person_id=person_id, rule="daily"
        )
        session.exec(select(Nudge)).one().outbox_id = row.id
    assert climb(database, workspace, 2) == 0
    with database.across_workspaces.transaction() as session:
        session.get_one(Outbox, row.id).state = OutboxState.SKIPPED

    assert climb(database, workspace, 3) == 1
