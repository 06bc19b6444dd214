"""Somebody is gone: their things go to who is there, with one notice."""

import pytest
from sqlmodel import Session, select

from bot.flows.people import departures
from bot.rules.commitments import CommitmentState
from messages.internal.departures import came_to_you
from storage.audit import Audit
from storage.outbox import Outbox
from storage.partners import Partner
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import (
    NOW,
    make_commitment,
    make_goal,
    make_nudge,
    make_partner,
    make_person,
    make_workspace,
)
from tests.slack_limits import check_message


@pytest.fixture
def workspace(session: Session) -> Workspace:
    return make_workspace(session)


@pytest.fixture
def nadia(session: Session, workspace: Workspace) -> Person:
    return make_person(session, workspace)


@pytest.fixture
def gone(session: Session, workspace: Workspace) -> Person:
    return make_person(session, workspace, name="Lena Vogt", is_active=False)


@pytest.fixture
def acme(session: Session, workspace: Workspace, nadia: Person) -> Partner:
    return make_partner(session, workspace, owner=nadia)


def hand_over(session: Session, workspace: Workspace) -> int:
    return departures.hand_over(session, workspace_id=workspace.id, now=NOW)


def test_open_things_go_to_the_partners_owner_with_one_notice(
    session: Session, workspace: Workspace, nadia: Person, gone: Person, acme: Partner
) -> None:
    promise = make_commitment(session, acme, owner=gone)
    number = make_goal(session, acme, owner=gone)
    done = make_commitment(session, acme, owner=gone, state=CommitmentState.DONE)
    asked = make_nudge(session, workspace, subject=("commitment", promise.id), recipient=gone)

    assert hand_over(session, workspace) == 2
    assert hand_over(session, workspace) == 0

    assert promise.owner_id == number.owner_id == nadia.id
    assert done.owner_id == gone.id
    assert asked.action == "reassigned"
    [notice] = session.exec(select(Outbox))
    assert notice.person_id == nadia.id
    assert notice.payload["text"] == (
        "Lena Vogt is no longer here, so these 2 things came to you:\n"
        "• *Send the deck*, Acme\n"
        "• *Won value*, Acme\n"
        "What I had asked about them is put to rest. "
        "“/partner assign” hands each on to somebody else."
    )
    assert {entry.action for entry in session.exec(select(Audit))} == {
        "commitment.reassigned",
        "goal.reassigned",
    }


def test_a_partner_whose_owner_is_gone_goes_to_the_admin_with_all_of_theirs(
    session: Session, workspace: Workspace, gone: Person
) -> None:
    admin = make_person(session, workspace, name="Ada", is_admin=True)
    partner = make_partner(session, workspace, owner=gone)
    promise = make_commitment(session, partner, owner=gone)

    assert hand_over(session, workspace) == 2

    assert partner.owner_id == promise.owner_id == admin.id
    assert len(session.exec(select(Outbox)).all()) == 1


def test_with_nobody_there_it_stays_as_it_is(
    session: Session, workspace: Workspace, gone: Person
) -> None:
    promise = make_commitment(session, make_partner(session, workspace, owner=gone), owner=gone)

    assert hand_over(session, workspace) == 0
    assert promise.owner_id == gone.id


def test_other_workspaces_are_left_alone(
    session: Session, workspace: Workspace, gone: Person, acme: Partner
) -> None:
    promise = make_commitment(session, acme, owner=gone)

    assert hand_over(session, make_workspace(session)) == 0
    assert promise.owner_id == gone.id


def test_the_notice_is_within_slacks_limits() -> None:
    check_message(came_to_you("<!channel> *bold*", [("<@U0EVIL> " * 50, ":tada: " * 50)] * 90))
