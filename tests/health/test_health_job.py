"""Health is looked at once a day, in batches, and one bad record stops no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, insert, select

from bot.flows.health import scoring as health
from bot.jobs import health as job
from bot.rules.stages import Stage
from storage.database import Database
from storage.goals import Goal
from storage.health import HealthSnapshot
from storage.partners import Partner
from storage.workspaces import Workspace
from tests.factories import NOW, make_goal, make_partner, make_reading, make_workspace


@pytest.fixture
def workspace(database: Database) -> Workspace:
    """Return a workspace with three partners, two of which are signed."""
    with database.across_workspaces.transaction() as session:
        made = make_workspace(session)
        make_partner(session, made, name="Acme")
        make_partner(session, made, name="Betasoloin", stage=Stage.SIGNED)
        make_partner(session, made, name="Codehow", stage=Stage.PROSPECT)
        return made


def run(database: Database, workspace: Workspace, *, days: int = 0) -> int:
    return job.take_snapshots(
        database.within(workspace.id).transaction,
        workspace_id=workspace.id,
        now=NOW + timedelta(days=days),
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
    with database.across_workspaces.transaction() as session:
        for number in range(5):
            make_partner(session, workspace, name=f"Partner {number}")

    assert run(database, workspace) == 7


@pytest.fixture
def broken(database: Database, workspace: Workspace) -> Partner:
    """Return a partner whose record cannot be read."""
    with database.across_workspaces.transaction() as session:
        partner = make_partner(session, workspace, name="Broken")
        goal = make_goal(session, partner)
        make_reading(session, goal)
        session.get_one(Goal, goal.id).curve = "a curve nobody knows"
        return partner


def test_a_record_that_cannot_be_read_stops_no_other_and_is_unknown(
    database: Database, workspace: Workspace, broken: Partner
) -> None:
    assert run(database, workspace) == 2

    with database.across_workspaces.reading() as session:
        bands = dict(session.exec(select(HealthSnapshot.partner_id, HealthSnapshot.band)).all())
        kept = session.exec(
            select(HealthSnapshot).where(HealthSnapshot.partner_id == broken.id)
        ).one()
    assert len(bands) == 3
    assert kept.score is None
    assert kept.band == "unknown"
    assert kept.explained["unreadable"] == health.UNREADABLE


@pytest.mark.usefixtures("broken")
def test_a_record_that_cannot_be_read_is_given_up_for_the_day_and_tried_the_next(
    database: Database, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        run(database, workspace)
    assert caplog.text.count("health could not be scored") == 1

    run(database, workspace, days=1)
    assert caplog.text.count("health could not be scored") == 2


def test_a_statement_that_fails_spoils_nothing_a_dry_run_did_before(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = health.take

    def failing(session: Session, **given: Any) -> int:
        acme = session.exec(select(Partner).where(Partner.name == "Acme")).one()
        if acme.id in given["partner_ids"]:
            session.connection().execute(insert(Partner), [acme.model_dump()])
        return take(session, **given)

    monkeypatch.setattr(health, "take", failing)
    with database.across_workspaces.transaction() as outer:
        make_partner(outer, workspace, name="Arisen in the dry run")

        @contextmanager
        def same() -> Iterator[Session]:
            yield outer

        taken = job.take_snapshots(same, workspace_id=workspace.id, now=NOW)

        bands = outer.exec(select(HealthSnapshot.band)).all()
    assert taken == 2
    assert len(bands) == 3


def test_other_workspaces_are_left_alone(database: Database, workspace: Workspace) -> None:
    with database.across_workspaces.transaction() as session:
        other = make_workspace(session)

    assert run(database, other) == 0
    assert run(database, workspace) == 2
