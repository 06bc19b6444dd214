"""Three companies in one channel: only the partner's own people, and our guests, act for it."""

import pytest
from slack_bolt.request import BoltRequest
from sqlmodel import select

from bot.rules.commitments import CommitmentState
from bot.rules.policy import Who
from bot.sandbox.entities import Message
from messages import answers
from messages.ids import Action
from storage.audit import Audit
from storage.commitments import Commitment
from storage.people import Person, Side
from tests.factories import make_commitment, make_goal
from tests.handlers.conftest import ANA, BEN, GUS, NADIA, SHARED, ZOE, Office
from tests.handlers.test_access import THEIRS_TOO, body_of, contents

REFUSED = answers.refused().text
ACCEPT = Action.COMMITMENT_ACCEPT
THEIRS_ALONE = [each for each in THEIRS_TOO if each.who is Who.PARTNER_PERSON]


@pytest.fixture
def posted(office: Office) -> Message:
    """Return the card that asks Ana for her promise, in the shared channel; Nadia owns Acme."""
    office.types("commit <@U0ANA> train the reps by 1 Dec")
    with office.database.across_workspaces.transaction() as session:
        office.partner(session).owner_id = office.person(session, NADIA).id
    office.deliver()
    return office.sandbox.world.messages(SHARED)[-1]


def state(office: Office) -> CommitmentState:
    with office.database.across_workspaces.reading() as session:
        return session.exec(select(Commitment)).one().state


def company(office: Office) -> str | None:
    with office.database.across_workspaces.reading() as session:
        return office.partner(session).slack_team_id


def trail(office: Office, action: str) -> list[Audit]:
    with office.database.across_workspaces.reading() as session:
        return list(session.exec(select(Audit).where(Audit.action == action)))


def choose(office: Office, user: str, *, by: str = NADIA) -> dict[str, str]:
    """Answer the form that asks for somebody of theirs; return what is said under the field."""
    errors = (office.submit({"company": user}, by=by).ack or {}).get("errors", {})
    return dict(errors)


def asked(office: Office) -> list[Message]:
    office.deliver()
    return [one for one in office.direct() if "more than one company" in one.text]


def test_where_one_other_company_is_its_first_person_tells_which_it_is(
    office: Office, posted: Message
) -> None:
    office.press(posted, ACCEPT, by=ANA)

    assert state(office) is CommitmentState.ACCEPTED
    assert company(office) == "T0ACME"
    [learnt] = trail(office, "partner.company_set")
    assert (learnt.actor, learnt.after) == ("slack", {"company": "T0ACME"})
    assert asked(office) == []


def test_no_listener_lets_a_third_companys_person_act_for_the_partner(
    office: Office, posted: Message
) -> None:
    office.press(posted, ACCEPT, by=ANA)
    office.let_rivals_in()
    with office.database.across_workspaces.transaction() as session:
        acme = office.partner(session)
        ana = office.person(session, ANA)
        ids = {
            "commitment": str(session.exec(select(Commitment)).one().id),
            "goal": str(make_goal(session, acme, agreed=False).id),
            "kickoff": str(make_commitment(session, acme, owner=ana, side=Side.THEIRS).id),
        }
        partner = str(acme.id)
    before = contents(office)

    for entry in THEIRS_TOO:
        value = ids.get(entry.name.partition(".")[0], partner)
        body = body_of(entry, ZOE, value)
        office.bot.bolt.dispatch(BoltRequest(body=body, mode="socket_mode"))

    assert contents(office) == before
    with office.database.across_workspaces.reading() as session:
        zoe = str(office.person(session, ZOE).id)
    refused = [each for each in trail(office, "access.refused") if each.actor == zoe]
    assert len(refused) == len(THEIRS_TOO)
    assert {(each.subject_kind, (each.after or {})["listener"]) for each in refused} == {
        (entry.kind, entry.name or "unknown") for entry in THEIRS_TOO
    }


@pytest.mark.parametrize(("user", "outcome"), [(ANA, True), (GUS, True), (ZOE, False)])
def test_with_three_companies_there_the_partners_and_our_guests_go_on(
    office: Office, posted: Message, user: str, *, outcome: bool
) -> None:
    with office.database.across_workspaces.transaction() as session:
        office.partner(session).slack_team_id = "T0ACME"
    office.let_rivals_in()

    office.press(posted, ACCEPT, by=user)

    assert (state(office) is CommitmentState.ACCEPTED) is outcome
    assert (office.whispered(user, SHARED) == REFUSED) is not outcome
    assert asked(office) == []


def test_where_several_are_nobody_acts_until_the_owner_asked_once_chooses(
    office: Office, posted: Message
) -> None:
    office.let_rivals_in()

    for user in (ZOE, ANA):
        office.press(posted, ACCEPT, by=user)
        assert office.whispered(user, SHARED) == REFUSED
    assert state(office) is CommitmentState.PROPOSED
    [question] = asked(office)
    assert question.text == (
        "I met <@U0ZOE> in <#C0SHARED>. It connects us with more than one company, and I can't "
        "tell which of them is Acme. Until you choose, nobody from outside can answer for Acme "
        "there."
    )

    office.press(question, Action.PARTNER_COMPANY)
    assert choose(office, GUS) == {"company": "Choose somebody who works at the other company."}
    assert not choose(office, ANA)
    assert "People of other companies can't" in str(office.form())

    office.press(posted, ACCEPT, by=ZOE)
    assert state(office) is CommitmentState.PROPOSED
    office.press(posted, ACCEPT, by=ANA)
    assert state(office) is CommitmentState.ACCEPTED
    [chosen] = trail(office, "partner.company_set")
    assert (chosen.before, chosen.after) == ({"company": None}, {"company": "T0ACME"})
    assert asked(office) == [question]


def test_an_invitation_that_is_out_counts_as_another_company(
    office: Office, posted: Message
) -> None:
    office.sandbox.world.set_pending_shared(SHARED, ["T0RIVAL"])

    office.press(posted, ACCEPT, by=ANA)

    assert (state(office), company(office)) == (CommitmentState.PROPOSED, None)
    assert len(asked(office)) == 1


def test_every_workspace_of_an_organisation_is_one_company(office: Office, posted: Message) -> None:
    world = office.sandbox.world
    world.add_workspace("E0ACME", "Acme")
    world.workspaces["T0ACME"].org = "E0ACME"
    world.add_workspace("T0ACMEEU", "Acme Europe", org="E0ACME")
    world.add_user("U0IDA", team="T0ACMEEU", name="ida", real_name="Ida Holm")
    world.channels[SHARED].shared_with.append("T0ACMEEU")
    world.join(SHARED, "U0IDA")

    office.press(posted, ACCEPT, by="U0IDA")

    assert (state(office), company(office)) == (CommitmentState.ACCEPTED, "E0ACME")
    office.let_rivals_in()
    world.set_shared(SHARED, ["T0ACME", "T0ACMEEU", "T0RIVAL"])
    office.press(office.sandbox.world.messages(SHARED)[-1], Action.COMMITMENT_DONE, by=ANA)
    assert state(office) is CommitmentState.DONE


def test_who_counted_as_theirs_before_it_was_known_loses_it_in_open_forms_too(
    office: Office, posted: Message
) -> None:
    with office.database.across_workspaces.transaction() as session:
        acme = office.partner(session)
        acme.slack_team_id = "T0ACME"
        home = acme.workspace_id
        zoe = Person(
            workspace_id=home,
            name="Zoe Marsh",
            name_key="zoe marsh",
            side=Side.THEIRS,
            partner_id=acme.id,
            slack_user_id=ZOE,
        )
        session.add(zoe)
        goal = str(make_goal(session, acme, side=Side.THEIRS, owner=None).id)
    office.let_rivals_in()
    before = contents(office)

    for entry in THEIRS_ALONE:
        body = body_of(entry, ZOE, goal)
        body.pop("channel", None)
        body.pop("container", None)
        office.bot.bolt.dispatch(BoltRequest(body=body, mode="socket_mode"))

    assert contents(office) == before
    with office.database.across_workspaces.reading() as session:
        assert office.person(session, ZOE).partner_id is None


def test_while_slack_does_not_say_who_is_there_nothing_is_done_or_remembered(
    office: Office, posted: Message
) -> None:
    office.sandbox.faults.fail("conversations.info", "fatal_error")

    office.press(posted, ACCEPT, by=ANA)
    assert (state(office), company(office)) == (CommitmentState.PROPOSED, None)

    office.press(posted, ACCEPT, by=ANA)
    assert (state(office), company(office)) == (CommitmentState.ACCEPTED, "T0ACME")


def test_a_mention_in_the_shared_channel_tells_it_too(office: Office) -> None:
    office.types("commit <@U0ANA> train the reps by 1 Dec", channel=SHARED)

    assert company(office) == "T0ACME"
    with office.database.across_workspaces.reading() as session:
        assert office.person(session, ANA).partner_id == office.partner(session).id


def test_its_owner_and_admins_choose_it_in_the_settings_and_nobody_else(
    office: Office, posted: Message
) -> None:
    def opens(by: str) -> None:
        office.sandbox.acts.command(by, "C0INT", "/partner", "settings Acme")
        view = office.sandbox.world.open_view(by)
        assert view is not None
        office.sandbox.acts.press(by, view, Action.PARTNER_COMPANY)

    office.types("settings Acme", by=BEN)
    assert "'Choose'" not in str(office.form(BEN))
    office.give_to(BEN)
    office.types("settings Acme", by=BEN)
    stale = office.sandbox.world.open_view(BEN)
    office.give_to(None)
    assert stale is not None
    office.sandbox.acts.press(BEN, stale, Action.PARTNER_COMPANY)
    assert "Only the partner's owner or a workspace admin" in str(office.form(BEN))
    opens(NADIA)
    assert not choose(office, ANA)
    assert company(office) == "T0ACME"
    office.press(posted, ACCEPT, by=ANA)
    office.types("settings Acme")
    assert "so far <@U0ANA>. People of other companies can't." in str(office.form())
