"""A goal that ends: closed from where it is seen, told to who agreed to it, and taken back."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlmodel import Session, col, select

from bot.flows.goals import readings
from bot.flows.people.identity import actor_of
from bot.sandbox.entities import Json, Message
from messages.ids import Action
from storage.audit import Audit
from storage.database import Database
from storage.goals import Goal
from tests.factories import NOW, TODAY, make_goal
from tests.handlers.conftest import ANA, GUS, INTERNAL, NADIA, RANDOM, SHARED, Office, opened
from tests.handlers.test_where_it_was_pressed import home, home_of, press, said, top

REACHED: dict[str, object] = {"ending": "reached"}
NOT_REACHED: dict[str, object] = {"ending": "not_reached", "reason": "the launch moved"}
SAID = (
    "Nadia Brooks closed *Won value*: not reached, 40,000 USD of 100,000 USD as of "
    "Wed 25 Nov 2026. the launch moved"
)


@pytest.fixture
def agreed(office: Office) -> Office:
    """Acme has one goal, which both sides agreed to: its headline, read today."""
    add_goal(office)
    return office


@pytest.fixture
def either(database: Database) -> Iterator[Office]:
    """Open the office on both databases, with the same goal."""
    with opened(database) as office:
        add_goal(office)
        yield office


def add_goal(office: Office, metric: str = "Won value", *, agreed: bool = True) -> None:
    office.types("help")  # meets Nadia
    with office.database.across_workspaces.transaction() as session:
        partner, nadia = office.partner(session), office.person(session, NADIA)
        partner.owner_id = nadia.id
        made = make_goal(session, partner, metric=metric, owner=nadia, agreed=agreed)
        partner.headline_goal_id = partner.headline_goal_id or made.id
        actor = actor_of(nadia)
        readings.add_reading(
            session, goal=made, value=Decimal(40000), as_of=TODAY, actor=actor, now=NOW
        )


def goal(session: Session, metric: str = "Won value") -> Goal:
    return session.exec(select(Goal).where(col(Goal.metric) == metric)).one()


def standing(office: Office, metric: str = "Won value") -> tuple[str, str | None, bool]:
    """Return the goal's state, why it was closed, and whether it is the headline."""
    with office.database.across_workspaces.reading() as session:
        row = goal(session, metric)
        is_headline = office.partner(session).headline_goal_id == row.id
        return row.state.value, row.close_reason, is_headline


def close(office: Office, values: dict[str, object] = NOT_REACHED) -> None:
    office.types("goal close won value")
    assert office.submit(values).ok
    office.deliver()


def in_shared(office: Office) -> list[str]:
    seen = office.sandbox.world.messages(SHARED, viewer=ANA)
    return [message.text for message in seen if message.ephemeral_to is None]


def of_channel(office: Office) -> list[Message]:
    seen = office.sandbox.world.messages(INTERNAL, viewer=NADIA)
    return [message for message in seen if message.ephemeral_to is None]


def shown(office: Office, *, by: str = NADIA, channel: str = INTERNAL) -> Message:
    office.types("show", by=by, channel=channel)
    message = office.whisper(by, channel)
    assert message is not None
    return message


def texts(blocks: list[Json]) -> str:
    return "\n".join(str(block.get("text", {}).get("text", "")) for block in blocks)


def test_closed_at_the_keyboard_it_is_told_to_who_agreed_to_it(either: Office) -> None:
    close(either)

    assert standing(either) == ("closed", "the launch moved", False)
    assert SAID in str(either.form())
    assert in_shared(either) == [SAID]


def test_taken_back_it_stands_as_before_and_says_so_in_the_shared_channel(
    either: Office,
) -> None:
    close(either)

    view = either.sandbox.world.open_view(NADIA)
    assert view is not None
    assert either.sandbox.acts.press(NADIA, view.id, Action.GOAL_REOPEN).ok
    either.deliver()

    assert standing(either) == ("active", None, True)
    assert in_shared(either) == ["Nadia Brooks reopened *Won value*."]
    assert either.types("log won value 41,000").startswith("Nadia Brooks updated")


def test_what_the_partner_never_agreed_to_is_not_told_to_them(office: Office) -> None:
    add_goal(office, agreed=False)

    close(office)

    assert standing(office)[0] == "closed"
    assert in_shared(office) == []


@pytest.mark.parametrize("ending", ["not_reached", "no_longer_pursued"])
def test_what_was_not_reached_needs_a_word_on_why(agreed: Office, ending: str) -> None:
    agreed.types("goal close won value")

    outcome = agreed.submit({"ending": ending, "reason": "  "})

    assert outcome.errors == {"reason": "Say in a few words why."}
    assert standing(agreed)[0] == "active"


def test_what_was_reached_needs_none(agreed: Office) -> None:
    close(agreed, REACHED)

    assert standing(agreed)[:2] == ("closed", None)


def test_of_several_goals_the_form_asks_which_one(agreed: Office) -> None:
    add_goal(agreed, "Reps trained")
    agreed.types("goal close")
    with agreed.database.across_workspaces.reading() as session:
        chosen = str(goal(session, "Reps trained").id)

    assert agreed.submit({"goal": chosen, **REACHED}).ok

    assert standing(agreed, "Reps trained")[0] == "closed"
    assert standing(agreed)[0] == "active"


def test_a_goal_can_be_closed_from_the_sheet_and_from_its_card(agreed: Office) -> None:
    agreed.press(shown(agreed), Action.GOAL_CLOSE_ONE)
    assert "Won value" in str(agreed.form())

    agreed.types("log won value 41,000")
    card = agreed.whisper()
    assert card is not None
    agreed.press(card, Action.GOAL_CLOSE)
    assert agreed.submit(REACHED).ok

    assert standing(agreed)[0] == "closed"


def test_closed_on_home_it_is_said_there_and_gone_from_it(agreed: Office) -> None:
    press(agreed, home_of(agreed, NADIA), Action.GOAL_CLOSE, by=NADIA)

    assert agreed.submit(NOT_REACHED).ok

    assert said(top(agreed, NADIA)).startswith(SAID)
    assert "Won value" not in said(home(agreed, NADIA))


def test_the_message_that_asked_about_it_says_that_it_is_closed(agreed: Office) -> None:
    with agreed.database.across_workspaces.transaction() as session:
        goal(session).newest_value = Decimal(1)
    agreed.bot.tick_at(agreed.clock.now())
    [slip] = [one for one in agreed.direct() + of_channel(agreed) if "Won value" in one.text]
    assert Action.GOAL_UPDATE in str(slip.blocks)

    close(agreed)

    [now_says] = [one for one in of_channel(agreed) if one.ts == slip.ts]
    assert "Won value" in now_says.text
    assert "closed as not reached by Nadia Brooks" in now_says.text
    assert Action.GOAL_UPDATE not in str(now_says.blocks)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("goal close nonsense", "I find no open goal “nonsense”.", id="no such goal"),
        pytest.param("goal close Acme", "There is no open goal with Acme.", id="none is open"),
        pytest.param(
            "goal close won value",
            "There is no open goal with Acme. /partner goal adds one.",
            id="closed before",
        ),
    ],
)
def test_what_cannot_be_closed_is_said_in_one_sentence(
    office: Office, typed: str, answer: str
) -> None:
    add_goal(office)
    if "nonsense" not in typed:
        close(office, REACHED)

    assert office.types(typed) == answer


def test_elsewhere_the_partner_is_asked_for_first(agreed: Office) -> None:
    agreed.types("goal close won value", channel=RANDOM)
    asked = agreed.whisper(NADIA, RANDOM)
    assert asked is not None
    with agreed.database.across_workspaces.reading() as session:
        partner_id = str(agreed.partner(session).id)

    agreed.press(asked, Action.PARTNER_PICK, selected=partner_id)

    assert agreed.form()["callback_id"] == "goal.close"


def test_a_metric_may_begin_with_the_word(office: Office) -> None:
    office.types("goal close rate 20 to 30 % by 31 Dec")

    assert standing(office, "close rate")[0] == "active"


def test_the_next_open_goal_becomes_the_headline_and_gives_it_back(agreed: Office) -> None:
    add_goal(agreed, "Hoped for", agreed=False)
    add_goal(agreed, "Reps trained")
    close(agreed)
    assert standing(agreed, "Reps trained")[2]

    agreed.press(shown(agreed), Action.GOAL_REOPEN)

    assert standing(agreed) == ("active", None, True)


def test_a_headline_chosen_meanwhile_is_not_taken_away(agreed: Office) -> None:
    add_goal(agreed, "Reps trained")
    add_goal(agreed, "Joint calls")
    close(agreed)
    with agreed.database.across_workspaces.transaction() as session:
        agreed.partner(session).headline_goal_id = goal(session, "Joint calls").id

    agreed.press(shown(agreed), Action.GOAL_REOPEN)

    assert standing(agreed) == ("active", None, False)


def test_the_sheet_says_how_it_ended_to_both_sides_and_only_ours_can_take_it_back(
    agreed: Office,
) -> None:
    close(agreed)

    ours, theirs = shown(agreed), shown(agreed, by=GUS, channel=SHARED)

    for message in (ours, theirs):
        assert "*Closed goals*" in texts(message.blocks)
        assert "*Won value*: not reached. 40,000 USD as of" in texts(message.blocks)
        assert "the launch moved" in texts(message.blocks)
    assert Action.GOAL_REOPEN in str(ours.blocks)
    assert Action.GOAL_REOPEN not in str(theirs.blocks)


def test_the_partner_does_not_read_how_a_goal_ended_they_never_agreed_to(office: Office) -> None:
    add_goal(office, agreed=False)
    close(office)

    assert "Won value" not in texts(shown(office, by=GUS, channel=SHARED).blocks)


def test_the_trail_says_who_closed_it_how_and_why(agreed: Office) -> None:
    close(agreed)

    with agreed.database.across_workspaces.reading() as session:
        entry = session.exec(select(Audit).where(Audit.action == "goal.closed")).one()
        assert entry.actor == str(agreed.person(session, NADIA).id)
        assert entry.after is not None
        assert entry.after["ending"] == "not_reached"
        assert entry.after["reason"] == "the launch moved"
    assert "state: active, now closed" in agreed.types("audit")
