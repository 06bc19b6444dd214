"""A person's own hours, days and absence; and what Home may show to whom."""

import pytest
from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.people import desk as home
from bot.flows.people.identity import actor_of
from bot.rules.commitments import CommitmentState
from bot.rules.stages import Stage
from storage.partners import Partner
from storage.people import Person, Side
from tests.factories import (
    NOW,
    make_commitment,
    make_goal,
    make_partner,
    make_person,
    make_qbr,
    make_reading,
    make_workspace,
)


@pytest.fixture
def nadia(session: Session) -> Person:
    return make_person(session, make_workspace(session))


@pytest.fixture
def me(nadia: Person) -> Actor:
    return actor_of(nadia)


def test_the_desk_holds_what_is_mine_and_nobody_elses(
    session: Session, nadia: Person, me: Actor
) -> None:
    workspace = make_workspace(session)
    elsewhere = make_partner(session, workspace, name="Elsewhere", owner=nadia)
    make_qbr(session, elsewhere)
    partner = Partner(
        workspace_id=nadia.workspace_id,
        name="Acme",
        name_key="acme",
        owner_id=nadia.id,
        stage=Stage.ACTIVE,
        created_at=NOW,
    )
    session.add(partner)
    session.flush()
    make_commitment(session, partner, title="Mine", owner=nadia)
    make_commitment(session, partner, title="Nobody's")
    make_reading(session, make_goal(session, partner, owner=nadia), value="1")
    make_reading(session, make_goal(session, partner, metric="Fine", owner=nadia), value="99000")

    desk = home.desk_of(session, me, now=NOW)

    assert [one.title for one in desk.promises] == ["Mine"]
    assert [one.metric for one in desk.numbers] == ["Won value"]
    assert [one.name for one in desk.partners] == ["Acme"]
    assert desk.reviews == ()


def test_the_partners_person_never_reads_what_only_we_have_proposed(session: Session) -> None:
    partner = make_partner(session, make_workspace(session))
    jo = Person(
        workspace_id=partner.workspace_id,
        name="Jo March",
        name_key="jo march",
        side=Side.THEIRS,
        partner_id=partner.id,
        slack_user_id="U0JO",
    )
    session.add(jo)
    session.flush()
    make_commitment(session, partner, title="Draft", state=CommitmentState.PROPOSED)
    make_commitment(session, partner, title="Promised")
    make_commitment(
        session, partner, title="Asked", side=Side.THEIRS, state=CommitmentState.PROPOSED
    )

    desk = home.shared_desk_of(session, actor_of(jo), now=NOW)

    assert desk is not None
    assert sorted(one.title for one in desk.promises) == ["Asked", "Promised"]


def test_who_belongs_to_no_partner_has_no_shared_half(session: Session, me: Actor) -> None:
    assert home.shared_desk_of(session, me, now=NOW) is None
