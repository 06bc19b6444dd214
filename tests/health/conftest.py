"""Acme with its owner, and how its health is read."""

from datetime import date

import pytest
from sqlmodel import Session

from messages.internal.health_content import ComponentFacts, HealthFacts
from storage.partners import Partner
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import make_partner, make_person, make_workspace


@pytest.fixture
def workspace(session: Session) -> Workspace:
    return make_workspace(session)


@pytest.fixture
def nadia(session: Session, workspace: Workspace) -> Person:
    return make_person(session, workspace)


@pytest.fixture
def acme(session: Session, workspace: Workspace, nadia: Person) -> Partner:
    return make_partner(session, workspace, owner=nadia, signed_on=date(2026, 6, 1))


def part(facts: HealthFacts, name: str) -> ComponentFacts:
    return next(one for one in facts.components if one.name.startswith(name))
