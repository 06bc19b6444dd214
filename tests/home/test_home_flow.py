"""A person's own hours, days and absence; and what Home may show to whom."""

from datetime import date

import pytest
from sqlmodel import Session, select

from bot.flows import home
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.people import actor_of
from bot.rules.commitments import CommitmentState
from bot.rules.stages import Stage
from storage.audit import Audit
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

FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)


@pytest.fixture
def nadia(session: Session) -> Person:
    return make_person(session, make_workspace(session))


@pytest.fixture
def me(nadia: Person) -> Actor:
    return actor_of(nadia)


def save(session: Session, me: Actor, **more: object) -> None:
    asked: dict[str, object] = {
        "daily_hour": 10,
        "working_days": "1234",
        "away": (FRIDAY, MONDAY),
    }
    home.save_times(session, me, now=NOW, **(asked | more))  # type: ignore[arg-type]


def test_times_are_kept_and_the_trail_says_what_they_were(
    session: Session, nadia: Person, me: Actor
) -> None:
    save(session, me)

    assert (nadia.daily_hour, nadia.working_days) == (10, "1234")
    assert (nadia.away_from, nadia.away_to) == (FRIDAY, MONDAY)
    [entry] = session.exec(select(Audit))
    assert entry.before is not None
    assert entry.before["daily_hour"] is None


def test_an_absence_can_be_cleared(session: Session, nadia: Person, me: Actor) -> None:
    save(session, me)
    save(session, me, away=(None, None))

    assert nadia.away_from is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param({"daily_hour": 3}, "daily_hour", id="an hour at night"),
        pytest.param({"working_days": ""}, "working_days", id="no working day"),
        pytest.param({"away": (FRIDAY, None)}, "away_to", id="no last day"),
        pytest.param({"away": (None, FRIDAY)}, "away_from", id="no first day"),
        pytest.param({"away": (MONDAY, FRIDAY)}, "away_to", id="the wrong way round"),
        pytest.param({"away": (FRIDAY, date(2027, 11, 27))}, "away_to", id="over a year"),
    ],
)
def test_wrong_times_get_a_sentence_under_their_field(
    session: Session, nadia: Person, me: Actor, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        save(session, me, **wrong)

    assert refused.value.block_id == field
    assert nadia.daily_hour is None


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
