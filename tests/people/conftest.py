"""Somebody whom every part of the ledger names."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import MetaData, select
from sqlmodel import Session

from bot.flows.actors import Actor, System
from bot.flows.people import data as people_data
from bot.rules.audience import Audience
from storage import audit
from storage.database import Database
from storage.outbox import OutboxState
from storage.people import Person
from tests import factories
from tests.factories import NOW

NAME, SLACK_ID = "Bob Vánce", "U0BOBVANCE"
KEYBOARD = System("admin at the keyboard")


@pytest.fixture
def bob(database: Database) -> Person:
    """Return somebody whom every part of the ledger names, all of it committed."""
    with database.across_workspaces.transaction() as session:
        return _bob(session)


@pytest.fixture
def session(database: Database, bob: Person) -> Iterator[Session]:
    with database.across_workspaces.transaction() as session:
        yield session


def _bob(session: Session) -> Person:
    workspace = factories.make_workspace(session)
    person = factories.make_person(session, workspace, name=NAME, slack_user_id=SLACK_ID)
    nadia = factories.make_person(session, workspace, name="Nadia Brooks", is_admin=True)
    partner = factories.make_partner(session, workspace, name="Acme", owner=person)
    factories.make_commitment(
        session, partner, title=f"{NAME} sends <@{SLACK_ID}>'s deck; Bob Váncent", owner=person
    )
    goal = factories.make_goal(session, partner, owner=nadia)
    factories.make_reading(session, goal, note=f"said {NAME}.")
    audit.record(
        session,
        workspace_id=workspace.id,
        now=NOW,
        actor=nadia.id,
        action="commitment.added",
        subject=("commitment", None),
        after={"title": f"{NAME} sends", "to": [SLACK_ID]},
    )
    for state in (OutboxState.PENDING, OutboxState.SENT):
        factories.make_outbox(
            session,
            workspace,
            audience=Audience.INTERNAL,
            person_id=person.id,
            state=state,
            key=f"k{state}",
        )
    return person


def everything(session: Session, metadata: MetaData) -> str:
    """Return all that the database holds, as one text."""
    return json.dumps(
        [
            [str(value) for value in row]
            for table in metadata.sorted_tables
            for row in session.execute(select(table))
        ],
        ensure_ascii=False,
    )


def erase(session: Session, person: Person, by: Actor | System = KEYBOARD) -> int:
    return people_data.erase(
        session, by, workspace_id=person.workspace_id, person_id=person.id, now=NOW
    )
