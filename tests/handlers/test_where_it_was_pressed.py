"""What a press comes to is said where it was pressed: in a modal, or over Home, which goes on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.sandbox.entities import View
from messages.ids import Action
from tests.factories import make_goal
from tests.handlers.conftest import ANA, BEN, NADIA, Office
from tests.handlers.test_giving_up import AGREED, promised
from tests.sandbox.conftest import wait_for
from tests.slack_limits import shown

PROMISE = "train the reps"
TODAY = date(2026, 11, 25)


def home_of(office: Office, who: str) -> View:
    """Open Home, which is drawn by an event that nobody waits for."""
    office.sandbox.acts.open_home(who)
    wait_for(lambda: office.sandbox.world.home(who) is not None)
    return home(office, who)


def home(office: Office, who: str) -> View:
    view = office.sandbox.world.home(who)
    assert view is not None
    return view


def said(view: View) -> str:
    return shown(view.body["blocks"])


def top(office: Office, who: str) -> View:
    view = office.sandbox.world.open_view(who)
    assert view is not None
    return view


def press(office: Office, view: View, action: str, *, by: str) -> None:
    outcome = office.sandbox.acts.press(by, view, action)
    assert outcome.ok, outcome.error


def written_in_a_form(office: Office) -> View:
    """Write a promise of one's own down in the form; return what the modal turned into."""
    office.types("commit")
    assert office.submit({"title": PROMISE, "due_on": "2026-12-01", "owner": NADIA}).ok
    return top(office, NADIA)


def test_a_button_in_a_modal_has_the_modal_say_what_came_of_it(office: Office) -> None:
    press(office, written_in_a_form(office), Action.COMMITMENT_DONE, by=NADIA)

    assert f"Nadia Brooks marked *{PROMISE}* as done" in said(top(office, NADIA))
    assert "[Undo]" in said(top(office, NADIA))


@pytest.mark.parametrize("who", [BEN, ANA])
def test_what_was_settled_on_home_is_said_over_it_and_taken_back_with_one_press(
    office: Office, who: str
) -> None:
    promised(office, who)
    assert PROMISE in said(home_of(office, who))

    press(office, home(office, who), Action.COMMITMENT_DONE, by=who)

    assert f"marked *{PROMISE}* as done" in said(top(office, who))
    assert PROMISE not in said(home(office, who))

    press(office, top(office, who), Action.COMMITMENT_REOPEN, by=who)

    assert f"reopened *{PROMISE}*" in said(top(office, who))
    assert PROMISE in said(home(office, who))


@pytest.mark.parametrize("who", [BEN, ANA])
def test_home_says_what_came_of_a_form_that_was_opened_from_it(office: Office, who: str) -> None:
    promised(office, who)
    assert "1 Dec 2026" in said(home_of(office, who))
    press(office, home(office, who), Action.COMMITMENT_MOVE, by=who)

    assert office.submit({"due_on": "2026-12-15"}, by=who).ok

    assert "15 Dec 2026" in said(home(office, who))


def test_a_comment_made_on_home_is_said_there(office: Office) -> None:
    office.types("todo", by=BEN)  # he is known from now on
    with office.database.across_workspaces.transaction() as session:
        owner = office.person(session, BEN)
        goal = make_goal(session, office.partner(session), owner=owner)
        goal.newest_value, goal.newest_as_of, goal.newest_source = Decimal(1), TODAY, "by hand"
    press(office, home_of(office, BEN), Action.NUDGE_COMMENT, by=BEN)

    assert office.submit({"comment": "Their lead left."}, by=BEN).ok

    assert said(top(office, BEN)).startswith("Ben Vogt about *Won value*, ")
    assert said(top(office, BEN)).endswith(": Their lead left.")


def test_what_is_given_up_in_a_form_can_be_taken_back_in_it(office: Office) -> None:
    promised(office, BEN)
    office.types(f"drop {PROMISE}", by=BEN)
    assert office.submit(AGREED, by=BEN).ok

    press(office, top(office, BEN), Action.COMMITMENT_REOPEN, by=BEN)

    assert f"Ben Vogt reopened *{PROMISE}*" in said(top(office, BEN))


def test_a_no_to_a_button_of_home_is_said_over_home(office: Office) -> None:
    promised(office, BEN)
    before = home_of(office, BEN)
    with office.database.across_workspaces.transaction() as session:
        office.person(session, BEN).only_looks = True
    office.clock.move(office.clock.now() + timedelta(minutes=6))  # who he is, is asked anew

    press(office, before, Action.COMMITMENT_DONE, by=BEN)

    assert said(top(office, BEN)) == "You can look, but not change things. An admin can allow it."
    assert PROMISE in said(home(office, BEN))


def test_a_modal_that_says_no_is_not_headed_done(office: Office) -> None:
    office.types("todo", by=BEN)
    office.give_to(BEN)
    office.types("settings Acme", by=BEN)
    office.give_to(None)

    press(office, top(office, BEN), Action.PARTNER_STAGE, by=BEN)

    assert "Only the partner's owner or a workspace admin" in said(top(office, BEN))
    assert top(office, BEN).body["title"]["text"] == "Not done"
