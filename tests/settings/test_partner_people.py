"""Who looks after a partner: changed in its settings by its owner or an admin."""

from sqlmodel import select

from bot.sandbox.entities import View
from messages.ids import Action
from storage.audit import Audit
from tests.handlers.conftest import BEN, GUS, NADIA, Office
from tests.handlers.conftest import office as office  # noqa: PLC0414 - the fixture


def opened(office: Office, by: str) -> View:
    """Open Acme's settings; return the modal."""
    assert office.sandbox.acts.command(by, "C0INT", "/partner", "settings Acme").ok
    view = office.sandbox.world.open_view(by)
    assert view is not None
    return view


def test_who_may_not_change_it_sees_no_button_and_who_may(office: Office) -> None:
    nobodys = str(opened(office, BEN).body["blocks"])
    opened(office, NADIA)  # known from then on
    office.give_to(NADIA)
    nadias = str(opened(office, BEN).body["blocks"])
    office.give_to(BEN)

    assert "'button'" not in nobodys + nadias
    assert "Only a workspace admin can change this." in nobodys
    assert f"Only its owner, <@{NADIA}>, or a workspace admin can change this." in nadias
    for who in (BEN, NADIA):  # its owner, and an admin
        seen = str(opened(office, who).body["blocks"])
        assert seen.count("'Change'") + seen.count("'Choose'") == 3
        assert "can change this." not in seen


def test_an_admin_gives_a_partner_to_somebody_who_may_change_it_from_then_on(
    office: Office,
) -> None:
    opened(office, BEN)  # known from then on
    office.give_to(BEN)
    stale = opened(office, BEN)
    office.give_to(None)
    office.sandbox.acts.press(BEN, stale, Action.PARTNER_PEOPLE)
    assert "Only the partner's owner or a workspace admin" in str(office.form(BEN))
    with office.database.across_workspaces.reading() as session:
        refused = session.exec(select(Audit).where(Audit.action == "access.refused")).one()
        assert refused.actor == str(office.person(session, BEN).id)

    office.sandbox.acts.press(NADIA, opened(office, NADIA), Action.PARTNER_PEOPLE)
    errors = office.submit({"owner": GUS}).ack or {}
    assert errors["errors"] == {"owner": "Choose one of our own people."}
    office.submit({"owner": BEN, "sponsor": NADIA})
    assert f"Owner: <@{BEN}>. Sponsor: <@{NADIA}>." in str(office.form())

    office.sandbox.acts.press(BEN, opened(office, BEN), Action.PARTNER_PEOPLE)
    office.submit({"owner": NADIA}, by=BEN)
    with office.database.across_workspaces.reading() as session:
        assert office.partner(session).owner_id == office.person(session, NADIA).id
        changes = session.exec(select(Audit).where(Audit.action == "partner.people_set")).all()
        assert [one.actor for one in changes] == [
            str(office.person(session, user).id) for user in (NADIA, BEN)
        ]
