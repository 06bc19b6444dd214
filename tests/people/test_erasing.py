"""A person's data: shown in full, and erased for good."""

import subprocess
import sys

import pytest
from sqlalchemy import Enum, MetaData, String
from sqlmodel import AutoString, Session, col
from sqlmodel import select as pick

from bot.flows.errors import Refusal
from bot.flows.people import data as people_data
from bot.flows.people.identity import actor_of
from messages.internal.people_data import NAMES
from storage import person_rows
from storage.audit import Audit
from storage.confirm_links import ConfirmLink
from storage.outbox import Outbox, OutboxState
from storage.partners import Partner, Touch
from storage.people import Person, Side
from storage.pulses import Pulse, PulseAnswer
from storage.workspaces import Workspace
from tests import factories
from tests.factories import NOW
from tests.people.conftest import KEYBOARD, NAME, SLACK_ID, erase, everything


def test_nothing_names_an_erased_person_any_more(
    session: Session, bob: Person, metadata: MetaData
) -> None:
    erase(session, bob)
    session.flush()

    left = everything(session, metadata)

    assert "Erased person sends Erased person's deck; Bob Váncent" in left
    assert SLACK_ID not in left
    assert NAME not in left.replace("Bob Váncent", "")


def test_what_somebody_said_of_themselves_goes_and_what_others_said_stays(
    session: Session, bob: Person
) -> None:
    partner = session.exec(pick(Partner)).one()
    kickoff = factories.make_kickoff(session, partner, by=bob)
    pulse = Pulse(
        workspace_id=partner.workspace_id, partner_id=partner.id, quarter="2026-Q4", asked_at=NOW
    )
    session.add(pulse)
    session.flush()
    nadia = session.exec(pick(Person).where(Person.name == "Nadia Brooks")).one()
    for who in (bob, nadia):
        session.add(
            PulseAnswer(
                workspace_id=partner.workspace_id,
                pulse_id=pulse.id,
                partner_id=partner.id,
                person_id=who.id,
                side=Side.OURS,
                score=2,
                word=f"I am tired of it, {who.name[0]}",
                answered_at=NOW,
            )
        )
        session.add(
            ConfirmLink(
                workspace_id=partner.workspace_id,
                partner_id=partner.id,
                kickoff_id=kickoff.id,
                token_hash=str(who.id),
                made_by=nadia.id,
                made_at=NOW,
                expires_at=NOW,
                answered_by=who.id,
                role=f"Chief of {who.name[0]}",
            )
        )

    erase(session, bob)
    session.expire_all()

    answers = {one.person_id: (one.score, one.word) for one in session.exec(pick(PulseAnswer))}
    assert answers == {bob.id: (2, ""), nadia.id: (2, "I am tired of it, N")}
    roles = {one.answered_by: one.role for one in session.exec(pick(ConfirmLink))}
    assert roles == {bob.id: None, nadia.id: "Chief of N"}


def test_what_was_promised_stays_and_what_waits_for_them_is_not_sent(
    session: Session, bob: Person
) -> None:
    erase(session, bob)
    session.flush()

    rows = session.exec(pick(Outbox).order_by(col(Outbox.key))).all()
    assert [row.state for row in rows] == [OutboxState.SKIPPED, OutboxState.SENT]
    assert all(row.payload == {} for row in rows)
    [partner] = session.exec(pick(Partner)).all()
    assert partner.owner_id == bob.id
    assert not session.get_one(Person, bob.id).is_active


def test_it_is_in_the_trail_who_looked_and_who_erased(session: Session, bob: Person) -> None:
    people_data.kept(session, KEYBOARD, workspace_id=bob.workspace_id, person_id=bob.id, now=NOW)
    erase(session, bob)

    actions = [row.action for row in session.exec(pick(Audit).order_by(col(Audit.id)))]
    assert actions[-2:] == ["person.exported", "person.erased"]


def test_all_that_names_a_person_is_shown(session: Session, bob: Person) -> None:
    kept = people_data.kept(
        session, KEYBOARD, workspace_id=bob.workspace_id, person_id=bob.id, now=NOW
    )

    assert kept.counts == {"person": 1, "partner": 1, "commitment": 1, "outbox": 2}


def test_every_column_that_holds_a_person_is_known(metadata: MetaData) -> None:
    """A person's id is a foreign key, or is named one by one: no owner is forgotten."""
    known = {(table, name) for table, names in person_rows.references().items() for name in names}
    looks_like = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name != "superseded_by"
        and column.name.endswith(("_by", "owner_id", "person_id", "sponsor_id", "recipient_id"))
        and not isinstance(column.type, String | AutoString | Enum)
    }
    assert looks_like <= known


@pytest.mark.parametrize("is_admin", [False, True])
def test_only_another_admin_may(session: Session, bob: Person, is_admin: bool) -> None:
    bob.is_admin = is_admin
    with pytest.raises(Refusal, match="admin"):
        erase(session, bob, actor_of(bob))

    assert bob.name == NAME


def test_a_workspace_never_reaches_a_person_of_another(session: Session, bob: Person) -> None:
    other = factories.make_workspace(session, name="Elsewhere")

    with pytest.raises(Refusal, match="nothing kept"):
        people_data.erase(session, KEYBOARD, workspace_id=other.id, person_id=bob.id, now=NOW)


def test_a_partners_person_goes_from_the_contacts_too(
    session: Session, bob: Person, metadata: MetaData
) -> None:
    [partner] = session.exec(pick(Partner)).all()
    workspace = session.get_one(Workspace, bob.workspace_id)
    ana = factories.make_person(
        session, workspace, name="Ana", side=Side.THEIRS, partner=partner, slack_user_id="U0ANA"
    )
    factories.make_touch(session, partner, contact="Ana")

    erase(session, ana)

    assert [one.contact for one in session.exec(pick(Touch))] == [people_data.NOBODY]
    assert "U0ANA" not in everything(session, metadata)


def test_every_table_that_names_people_has_a_name_on_the_page() -> None:
    assert {*person_rows.references(), "person", "audit"} <= set(NAMES)


def test_a_process_that_only_erases_knows_every_table_too() -> None:
    asks = "from bot.cli import erase, restore; from storage.person_rows import references as all"
    done = subprocess.run(
        [sys.executable, "-c", f"{asks}; print(*all())"], check=True, capture_output=True, text=True
    )

    assert set(done.stdout.split()) == set(person_rows.references())
