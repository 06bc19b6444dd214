"""What a press comes to is said where it was pressed: in a modal, or over Home, which goes on."""

from bot.sandbox.entities import View
from messages.ids import Action
from tests.handlers.conftest import BEN, Office
from tests.slack_limits import shown


def said(view: View) -> str:
    return shown(view.body["blocks"])


def top(office: Office, who: str) -> View:
    view = office.sandbox.world.open_view(who)
    assert view is not None
    return view


def press(office: Office, view: View, action: str, *, by: str) -> None:
    outcome = office.sandbox.acts.press(by, view, action)
    assert outcome.ok, outcome.error


def test_a_modal_that_says_no_is_not_headed_done(office: Office) -> None:
    office.types("settings Acme", by=BEN)

    press(office, top(office, BEN), Action.PARTNER_STAGE, by=BEN)

    assert "Only the partner's owner or a workspace admin" in said(top(office, BEN))
    assert top(office, BEN).body["title"]["text"] == "Not done"
