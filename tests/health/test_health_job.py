"""Health is looked at once a day, in batches, and one bad record stops no other."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.jobs import health as job
from bot.rules.stages import Stage
from storage.database import Database
from storage.goals import Goal
from storage.health import HealthSnapshot
from storage.workspaces import Workspace
from tests.factories import NOW, make_goal, make_partner, make_reading, make_workspace


@pytest.fixture
def workspace(database: Database) -> Workspace:
    """Return a workspace with three partners, two of which are signed."""
    with database.transaction() as session:
        made = make_workspace(session)
        make_partner(session, made, name="Acme")
        make_partner(session, made, name="Betasoloin", stage=Stage.SIGNED)
        make_partner(session, made, name="Codehow", stage=Stage.PROSPECT)
        return made


def run(database: Database, workspace: Workspace, *, days: int = 0) -> int:
    return job.take_snapshots(
        database.transaction, workspace_id=workspace.id, now=NOW + timedelta(days=days)
    )


def test_every_signed_partner_is_looked_at_once_a_day(
    database: Database, workspace: Workspace
) -> None:
    assert run(database, workspace) == 2
    assert run(database, workspace) == 0
    assert run(database, workspace, days=1) == 2


def test_batches_look_at_everybody(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "BATCH", 2)
    with database.transaction() as session:
        for number in range(5):
            make_partner(session, workspace, name=f"Partner {number}")

    assert run(database, workspace) == 7


def test_a_record_that_cannot_be_read_stops_no_other(
    database: Database, workspace: Workspace
) -> None:
    with database.transaction() as session:
        broken = make_partner(session, workspace, name="Broken")
        goal = make_goal(session, broken)
        make_reading(session, goal)
        session.get_one(Goal, goal.id).curve = "a curve nobody knows"

    assert run(database, workspace) == 2

    with database.transaction() as session:
        looked_at = set(session.exec(select(HealthSnapshot.partner_id)))
    assert broken.id not in looked_at


def test_other_workspaces_are_left_alone(database: Database, workspace: Workspace) -> None:
    with database.transaction() as session:
        other = make_workspace(session)

    assert run(database, other) == 0
    assert run(database, workspace) == 2
