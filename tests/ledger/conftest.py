"""A small world: one partner, its owner, a colleague and one of the partner's people."""

from dataclasses import dataclass

import pytest
from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.people import identity as people
from storage.partners import Partner
from storage.people import Person, Side
from storage.workspaces import Workspace
from tests.factories import make_partner, make_person, make_workspace


@dataclass(frozen=True)
class Ledger:
    """Who and what the tests speak of."""

    workspace: Workspace
    nadia: Person  # owns the partner, New York
    jo: Person  # the partner's person
    acme: Partner

    def acting(self, person: Person) -> Actor:
        return people.actor_of(person)


@pytest.fixture
def ledger(session: Session) -> Ledger:
    workspace = make_workspace(session)
    nadia = make_person(session, workspace)
    acme = make_partner(session, workspace, owner=nadia)
    jo = make_person(session, workspace, name="Jo March", side=Side.THEIRS, partner=acme)
    return Ledger(workspace, nadia, jo, acme)
