"""What comes too late about a closed goal: old buttons, forms that stood open, a second undo."""

from decimal import Decimal

import pytest
from slack_sdk import WebClient

from bot.sandbox.entities import Message
from messages.ids import Action
from storage.goals import GoalState
from tests.factories import TODAY
from tests.handlers.conftest import ANA, BEN, INTERNAL, NADIA, SHARED, Office
from tests.handlers.test_closing_goals import NOT_REACHED, REACHED, add_goal, close, goal, shown

STALE = "This goal was closed as not reached, so there is nothing left to do about it."


@pytest.fixture
def agreed(office: Office) -> Office:
    """Acme has one goal, which both sides agreed to."""
    add_goal(office)
    return office


@pytest.mark.parametrize(
    "action",
    [
        Action.GOAL_UPDATE,
        Action.GOAL_AGREE,
        Action.GOAL_NOT_ALIGNED,
        Action.GOAL_ASK,
        Action.GOAL_CLOSE,
        Action.GOAL_REASSIGN,
        Action.NUDGE_COMMENT,
        Action.NUDGE_SNOOZE,
        Action.GOAL_THEIR_AGREE,
        Action.GOAL_THEIR_DECLINE,
        Action.GOAL_THEIR_UPDATE,
    ],
)
def test_a_stale_button_says_in_one_sentence_that_it_is_over(
    agreed: Office, action: Action
) -> None:
    theirs = action.name.startswith("GOAL_THEIR")
    who, channel = (ANA, SHARED) if theirs else (NADIA, INTERNAL)
    old = stale(agreed, action, channel=channel)
    close(agreed)

    agreed.press(old, action, by=who)

    assert agreed.whispered(who, channel) == STALE


@pytest.mark.parametrize(
    ("action", "values"),
    [
        pytest.param(Action.GOAL_UPDATE, {"value": "7", "as_of": str(TODAY)}, id="update"),
        pytest.param(Action.GOAL_NOT_ALIGNED, {"reason": "too high"}, id="not aligned"),
        pytest.param(Action.GOAL_CLOSE, REACHED, id="close"),
        pytest.param(Action.GOAL_REASSIGN, {"owner": BEN}, id="hand over"),
        pytest.param(Action.NUDGE_COMMENT, {"comment": "on it"}, id="comment"),
        pytest.param(Action.NUDGE_SNOOZE, {"choice": "tomorrow"}, id="snooze"),
    ],
)
def test_a_form_that_was_open_while_it_was_closed_changes_nothing(
    agreed: Office, action: Action, values: dict[str, object]
) -> None:
    agreed.press(stale(agreed, action), action)
    agreed.types("help", by=BEN)
    agreed.types("goal close won value", by=BEN)
    assert agreed.submit(NOT_REACHED, by=BEN).ok

    outcome = agreed.submit(values)

    assert [*outcome.errors.values()] == [STALE]
    with agreed.database.across_workspaces.reading() as session:
        row = goal(session)
        assert (row.state, row.newest_value) == (GoalState.CLOSED, Decimal(40000))


def test_undo_pressed_twice_says_that_it_is_open(agreed: Office) -> None:
    close(agreed)
    sheet = shown(agreed)
    agreed.press(sheet, Action.GOAL_REOPEN)

    again = stale(agreed, Action.GOAL_REOPEN)
    agreed.press(again, Action.GOAL_REOPEN)

    assert agreed.whispered() == "This goal is open, so there is nothing to take back."


def stale(office: Office, action: Action, *, channel: str = INTERNAL) -> Message:
    """Return an old message of the bot's that offers this button about the goal."""
    with office.database.across_workspaces.reading() as session:
        value = str(goal(session).id)
    element = {
        "type": "button",
        "action_id": action,
        "value": value,
        "text": {"type": "plain_text", "text": "Press"},
    }
    blocks = [{"type": "actions", "block_id": "old", "elements": [element]}]
    slack = WebClient("xoxb-sandbox", base_url=office.sandbox.api_url)
    slack.chat_postMessage(
        channel=channel, text="Old", blocks=blocks, unfurl_links=False, unfurl_media=False
    )
    return office.sandbox.world.messages(channel)[-1]
