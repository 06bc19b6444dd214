"""What the clock looks at again: at once when anything changed, else on the day it matters."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, select

from bot.jobs.sweep import sweep_goals
from bot.rules.pace import Band
from storage import goal_sweep
from storage.columns import AT_ONCE
from storage.database import Database
from storage.goals import Goal, GoalState
from storage.nudges import SNOOZE, Nudge
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import (
    NOW,
    TODAY,
    make_goal,
    make_nudge,
    make_partner,
    make_person,
    make_reading,
    make_workspace,
)


@pytest.fixture
def workspace(database: Database) -> Workspace:
    """Return a workspace whose one number is on its pace, and was judged."""
    with database.across_workspaces.transaction() as session:
        made = make_workspace(session)
        nadia = make_person(session, made, zone="Europe/Berlin")
        partner = make_partner(session, made, owner=nadia)
        make_reading(session, make_goal(session, partner, owner=nadia), value="64000", as_of=TODAY)
    sweep(database, made)
    return made


def sweep(database: Database, workspace: Workspace, days: int = 0) -> int:
    return sweep_goals(
        database.within(workspace.id).transaction,
        workspace_id=workspace.id,
        now=NOW + timedelta(days=days),
    )


def the_goal(session: Session) -> Goal:
    return session.exec(select(Goal)).one()


def waiting(database: Database, workspace: Workspace, days: int = 0) -> int:
    with database.across_workspaces.transaction() as session:
        goals, _ = goal_sweep.due(
            session, workspace_id=workspace.id, now=NOW + timedelta(days=days)
        )
        return len(goals)


def test_what_was_judged_is_left_alone_until_its_number_is_too_old_or_a_week_is_over(
    database: Database, workspace: Workspace
) -> None:
    assert [waiting(database, workspace, day) for day in (0, 1, 6)] == [0, 0, 0]
    assert waiting(database, workspace, 8) == 1


def test_a_number_that_gets_too_old_is_stale_on_its_owners_day(
    database: Database, workspace: Workspace
) -> None:
    found = []
    for day in range(16):
        sweep(database, workspace, day)
        with database.across_workspaces.reading() as session:
            found.append(the_goal(session).band)

    # Read on Wednesday, due in a week, and two working days more: too old from Saturday on.
    assert found == [Band.ON_TRACK] * 10 + [Band.STALE] * 6


@pytest.mark.parametrize(
    "change",
    [
        {"newest_value": Decimal(1)},
        {"target": Decimal(10**6)},
        {"agreed_theirs_on": None},
        {"due_on": date(2027, 12, 31)},
    ],
    ids=str,
)
def test_a_goal_that_changed_is_judged_at_once(
    database: Database, workspace: Workspace, change: dict[str, object]
) -> None:
    with database.across_workspaces.transaction() as session:
        goal = the_goal(session)
        for name, value in change.items():
            setattr(goal, name, value)

    assert waiting(database, workspace) == 1


def test_a_goal_whose_owner_works_on_other_days_is_judged_at_once(
    database: Database, workspace: Workspace
) -> None:
    with database.across_workspaces.transaction() as session:
        session.exec(select(Person)).one().away_from = TODAY

    assert waiting(database, workspace) == 1


def test_goals_are_judged_at_once_by_a_workspaces_new_numbers(
    database: Database, workspace: Workspace
) -> None:
    with database.across_workspaces.transaction() as session:
        session.get_one(Workspace, workspace.id).settings = {"on_track_from": "0.90"}

    assert waiting(database, workspace) == 1


def test_what_changes_nothing_of_it_leaves_a_goal_alone(
    database: Database, workspace: Workspace
) -> None:
    with database.across_workspaces.transaction() as session:
        goal = the_goal(session)
        goal.unanswered_asks, goal.confidence = 1, 3
        session.exec(select(Person)).one().daily_hour = 8

    assert waiting(database, workspace) == 0


def test_a_change_is_kept_even_if_the_row_was_read_before_it_was_judged(
    database: Database, workspace: Workspace
) -> None:
    with database.across_workspaces.transaction() as session:
        goal = the_goal(session)
        set_committed_value(goal, "judge_at", AT_ONCE)  # as it read before the sweep
        goal.newest_value = Decimal(1)

    assert waiting(database, workspace) == 1


def test_many_goals_are_judged_batch_by_batch(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(goal_sweep, "BATCH", 2)
    with database.across_workspaces.transaction() as session:
        for name in "ABCDE":
            partner = make_partner(session, workspace, name=name)
            make_reading(session, make_goal(session, partner), value="1", as_of=TODAY)

    assert sweep(database, workspace) == 5
    assert sweep(database, workspace) == 0


def test_a_goal_that_cannot_be_judged_is_tried_once_a_day(
    database: Database, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    with database.across_workspaces.transaction() as session:
        the_goal(session).curve = "a curve nobody knows"
    for day in (0, 0, 0, 1, 1):
        sweep(database, workspace, day)

    assert caplog.text.count("a goal cannot be judged") == 2


def test_a_snooze_that_ends_while_somebody_changes_its_goal_is_taken_up_the_next_time(
    database: Database, workspace: Workspace
) -> None:
    with database.across_workspaces.transaction() as session:
        goal = the_goal(session)
        goal.newest_value = Decimal(1)
    sweep(database, workspace)
    with database.across_workspaces.transaction() as session:
        nadia = session.exec(select(Person)).one()
        subject = ("goal", the_goal(session).id)
        make_nudge(session, workspace, subject=subject, recipient=nadia, rule=SNOOZE)

    if not database.is_sqlite:  # there nobody else writes meanwhile
        with database.across_workspaces.transaction() as session:
            session.exec(select(Goal).with_for_update()).one()
            assert sweep(database, workspace, 1) == 0

    assert sweep(database, workspace, 1) == 1
    assert sweep(database, workspace, 1) == 0


def test_a_snooze_of_a_goal_that_was_closed_ends_in_silence(
    database: Database, workspace: Workspace
) -> None:
    with database.across_workspaces.transaction() as session:
        goal = the_goal(session)
        goal.state = GoalState.CLOSED
        snooze = make_nudge(session, workspace, subject=("goal", goal.id), rule=SNOOZE)

    assert sweep(database, workspace, 2) == 0

    with database.across_workspaces.reading() as session:
        assert session.get_one(Nudge, snooze.id).action == "ended"
