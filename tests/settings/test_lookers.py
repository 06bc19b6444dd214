"""Who only looks: chosen by an admin, at once in force, taken back the same way."""

from sqlmodel import select

from messages.ids import Action
from storage.audit import Audit
from storage.goals import Goal
from tests.factories import make_goal
from tests.handlers.conftest import BEN, GUS, NADIA, Office
from tests.handlers.conftest import office as office  # noqa: PLC0414 - the fixture

FIELD = "settings.lookers"


def choose(office: Office, *users: str) -> str | None:
    """Have the admin keep these as who only looks; return what is said under the field."""
    office.sandbox.acts.command(NADIA, "C0INT", "/partner", "settings workspace")
    view = office.sandbox.world.open_view(NADIA)
    assert view is not None
    office.sandbox.acts.press(NADIA, view, Action.SETTINGS_LOOKERS)
    outcome = office.submit({FIELD: list(users)})
    return ((outcome.ack or {}).get("errors") or {}).get(FIELD)


def log(office: Office) -> str:
    return office.types("log Acme won 5", by=BEN)


def test_an_admin_lets_somebody_only_look_and_act_again(office: Office) -> None:
    with office.database.across_workspaces.transaction() as session:
        made = make_goal(session, office.partner(session), metric="won")
    assert "can look, but not change" not in log(office)

    assert choose(office, BEN) is None
    said = log(office)
    assert said == "You can look, but not change things. An admin can allow it."
    assert "Acme" in office.types("show Acme", by=BEN)

    assert choose(office) is None
    assert "can look, but not change" not in log(office)
    with office.database.across_workspaces.reading() as session:
        assert session.get(Goal, made.id) is not None
        roles = [
            ((one.before or {})["role"], (one.after or {})["role"])
            for one in session.exec(select(Audit).where(Audit.action == "person.role_set"))
        ]
    assert roles == [("member", "viewer"), ("viewer", "member")]


def test_neither_an_admin_nor_a_guest_can_be_chosen(office: Office) -> None:
    assert "is an admin of this workspace" in str(choose(office, NADIA))
    assert "is not one of our own people" in str(choose(office, GUS))
