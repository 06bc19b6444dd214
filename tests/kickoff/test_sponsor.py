"""The escalation sponsor of a kickoff: as the record has it, and only ours to read."""

import pytest
from sqlmodel import Session, col, select

from bot.flows.kickoff import holding as kickoff
from messages.shared.kickoff_fields import Plan
from storage.outbox import Outbox
from storage.people import Person
from tests.factories import NOW, make_person
from tests.kickoff.cast import Cast, begun, cast_of, submitted

ESCALATION, OUR_SPONSOR = Plan.ESCALATION.value, Plan.OUR_SPONSOR.value


def slack_id(person: Person) -> str:
    return person.slack_user_id or ""


@pytest.fixture
def cast(session: Session) -> Cast:
    """Return the cast, with Vera as the sponsor on Acme's record."""
    made = cast_of(session)
    made.partner.sponsor_id = make_person(session, made.workspace, name="Vera Lind").id
    return made


def vera(session: Session) -> Person:
    return session.exec(select(Person).where(col(Person.name) == "Vera Lind")).one()


def test_a_kickoff_begins_with_the_sponsor_of_the_record(session: Session, cast: Cast) -> None:
    held = kickoff.open_for(session, cast.nadia, cast.partner.id, now=NOW)

    assert held.fields == {ESCALATION: slack_id(vera(session))}


@pytest.mark.parametrize("gone", [{"is_active": False}, {"slack_user_id": None}])
def test_a_sponsor_who_cannot_be_chosen_is_not_shown_and_stays(
    session: Session, cast: Cast, gone: dict[str, object]
) -> None:
    sponsor = vera(session)
    for column, value in gone.items():
        setattr(sponsor, column, value)

    finished = submitted(session, cast)

    assert ESCALATION not in finished.held.fields
    assert cast.partner.sponsor_id == sponsor.id


def test_our_sponsor_alone_does_not_take_the_place_of_the_one_on_the_record(
    session: Session, cast: Cast
) -> None:
    submitted(session, cast, **{ESCALATION: slack_id(vera(session))})

    assert cast.partner.sponsor_id == vera(session).id


def test_who_became_sponsor_meanwhile_stays_where_the_field_was_not_touched(
    session: Session, cast: Cast
) -> None:
    shown = begun(session, cast).drafts["fields"]
    cast.partner.sponsor_id = cast.nadia.person_id

    submitted(session, cast, **shown)

    assert cast.partner.sponsor_id == cast.nadia.person_id


@pytest.mark.parametrize("chosen", ["Nadia", "our sponsor", "nobody"])
def test_who_is_chosen_instead_is_the_sponsor_from_then_on(
    session: Session, cast: Cast, chosen: str
) -> None:
    nadia, ben = cast.nadia.slack_user_id, slack_id(cast.ben)
    fields, becomes = {
        "Nadia": ({ESCALATION: nadia}, cast.nadia.person_id),
        "our sponsor": ({ESCALATION: "", OUR_SPONSOR: ben}, cast.ben.id),
        "nobody": ({ESCALATION: "", OUR_SPONSOR: ""}, None),
    }[chosen]

    submitted(session, cast, **fields)

    assert cast.partner.sponsor_id == becomes


def test_the_partner_never_reads_to_whom_we_escalate(session: Session, cast: Cast) -> None:
    submitted(session, cast, **{ESCALATION: slack_id(vera(session))})

    said = str([post.payload for post in session.exec(select(Outbox))])
    assert slack_id(cast.ben) in said, "our sponsor is for both sides to know"
    assert slack_id(vera(session)) not in said
    assert "scalat" not in said
