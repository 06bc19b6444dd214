"""Nadia, and Acme as its review finds it: hers, and reviewed in September."""

from datetime import date

import pytest
from sqlmodel import Session

from storage.partners import Partner
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import (
    make_partner,
    make_person,
    make_qbr,
    make_workspace,
)


@pytest.fixture
def nadia(session: Session) -> Person:
    return make_person(session, make_workspace(session))


@pytest.fixture
def acme(session: Session, nadia: Person) -> Partner:
    workspace = session.get_one(Workspace, nadia.workspace_id)
    partner = make_partner(session, workspace, owner=nadia)
    make_qbr(session, partner, held_on=date(2026, 9, 10))
    return partner
