"""Each morning one message: it comes at nine, and is answered where it stands."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo import cast
from bot.demo.time_travel import TimeTravel
from bot.rules.holiday_dates import public_holidays
from bot.sandbox.entities import Message
from messages.ids import Action
from storage.commitments import Commitment
from storage.partners import Partner
from storage.people import Person, Side
from tests.factories import make_commitment
from tests.journeys.conftest import MONDAY, Town
from tests.nudges.rows import all_of, one_of

ACME = "acme"
WEDNESDAY_IN_KOLKATA = datetime(
    2026, 11, 25, 3, 40, tzinfo=UTC
)  # 09:10 there; Tuesday is a holiday
EVE_OF_THANKSGIVING = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)  # 13:00 in New York


def promise(town: Town, user: str, title: str, due_in: int) -> Commitment:
    people = {one.slack_user_id: one for one in all_of(town.database, Person)}
    owner = people[user]
    with town.database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, town.partners[ACME])
        return make_commitment(
            session,
            partner,
            title=title,
            owner=owner,
            side=owner.side if owner.side is Side.THEIRS else Side.OURS,
            due_on=MONDAY.date() + timedelta(days=due_in),
        )


def texts(message: Message) -> str:
    """Return all that is read in a message's blocks."""
    return "\n".join(
        str(block["text"]["text"])
        for block in message.blocks
        if isinstance(block.get("text"), dict)
    )


@pytest.fixture
def morning(small_town: Town) -> Town:
    """Return a town in which Nadia and Arjun owe something, and the partner does."""
    promise(small_town, cast.MANAGER, "Send the value story", 1)
    promise(small_town, cast.ENGINEER, "Deliver the connector", 1)
    promise(small_town, cast.COMPANIES[1].user, "Name two reps", 2)
    return small_town


def test_it_comes_at_nine_in_each_readers_own_zone_and_once(morning: Town) -> None:
    morning.at(MONDAY)

    [message] = morning.direct(cast.MANAGER)
    said = texts(message)
    assert "2 things are on you today" in said
    assert said.index("Send the value story") < said.index("Name two reps")
    assert morning.direct(cast.ENGINEER) == []  # 20:00 in Kolkata

    morning.at(MONDAY + timedelta(hours=2))
    morning.at(WEDNESDAY_IN_KOLKATA)

    assert len(morning.direct(cast.MANAGER)) == 1
    assert "Deliver the connector" in texts(morning.direct(cast.ENGINEER)[0])
    assert morning.direct(cast.SPONSOR) == []


def test_everybody_of_the_demo_has_the_holidays_of_a_known_country() -> None:
    countries = {one.country for one in (*cast.COLLEAGUES, *cast.COMPANIES)}

    assert len(countries) > 4
    assert all(public_holidays(country, 2027) for country in countries)


def test_a_holiday_is_kept_and_the_next_morning_is_one_on_which_all_work(small_town: Town) -> None:
    promise(small_town, cast.SELLER, "Book the field day", 7)  # soon due on Thursday
    promise(small_town, cast.MANAGER, "Send the value story", 8)  # soon due on Friday
    small_town.clock.move(EVE_OF_THANKSGIVING)

    TimeTravel(small_town.bot, small_town.clock).next_morning(lambda _done, _said: None)

    assert small_town.clock.now() == datetime(2026, 11, 27, 14, 6, tzinfo=UTC)
    assert [sent_on(message) for message in small_town.direct(cast.SELLER)] == [26]
    hers = [sent_on(message) for message in small_town.direct(cast.MANAGER)]
    assert 26 not in hers
    assert hers[-1] == 27


def sent_on(message: Message) -> int:
    """Return the day of the month, as Greenwich counts it."""
    return datetime.fromtimestamp(float(message.ts), tz=UTC).day


def test_a_line_is_settled_where_it_stands(morning: Town) -> None:
    morning.at(MONDAY)
    [message] = morning.direct(cast.MANAGER)

    outcome = morning.press(
        cast.MANAGER, message, Action.COMMITMENT_DONE, block_id=_row(message, "Send the value")
    )

    assert outcome.ok, outcome.error
    [rewritten] = morning.direct(cast.MANAGER)
    assert "*Send the value story*: done by Nadia Brooks" in texts(rewritten)
    assert "Name two reps" in texts(rewritten)
    buttons = [block for block in rewritten.blocks if block["type"] == "actions"]
    assert len(buttons) == 2


def test_a_form_opened_from_the_message_closes_and_the_message_is_the_answer(
    morning: Town,
) -> None:
    morning.at(MONDAY)
    [message] = morning.direct(cast.MANAGER)
    row = _row(message, "Send the value")
    morning.press(cast.MANAGER, message, Action.COMMITMENT_MOVE, block_id=row)

    morning.submit(cast.MANAGER, {"due_on": {"due_on": "2026-12-03"}, "reason": {"reason": ""}})

    assert morning.sandbox.world.open_view(cast.MANAGER) is None
    morning.deliver()
    [rewritten] = morning.direct(cast.MANAGER)
    assert "*Send the value story*: got a new date: Thu 3 Dec 2026" in texts(rewritten)


def test_show_all_opens_what_was_said_and_what_was_not(morning: Town) -> None:
    for number in range(9):
        promise(morning, cast.MANAGER, f"Small thing {number}", 2)
    morning.at(MONDAY)
    [message] = morning.direct(cast.MANAGER)

    morning.press(cast.MANAGER, message, Action.DAILY_ALL)

    view = morning.modal(cast.MANAGER)
    assert len([block for block in view.body["blocks"] if block["type"] == "section"]) == 11


def test_why_am_i_getting_this_is_answered_privately(morning: Town) -> None:
    morning.at(MONDAY)
    [message] = morning.direct(cast.MANAGER)

    outcome = morning.press(cast.MANAGER, message, Action.NUDGE_WHY)

    assert outcome.ok, outcome.error
    answer = morning.direct(cast.MANAGER)[-1]
    assert "Daily message of Nadia Brooks: 1 we owe, 1 they owe us" in answer.text
    assert "this is the first time" in answer.text


def test_a_promise_done_at_the_keyboard_is_gone_from_the_message(morning: Town) -> None:
    morning.at(MONDAY)
    channel = cast.COMPANIES[1].internal_channel
    morning.answer(cast.MANAGER, channel, "")

    morning.answer(cast.MANAGER, channel, "done 1")
    morning.deliver()

    [message] = morning.direct(cast.MANAGER)
    assert ": done by Nadia Brooks" in texts(message)


def _row(message: Message, words: str) -> str:
    """Return the block_id of the buttons below the line with these words."""
    for line, buttons in zip(message.blocks, message.blocks[1:], strict=False):
        if words in str(line.get("text", "")):
            return str(buttons["block_id"])
    raise AssertionError(f"no line says {words!r}")


def test_an_unanswered_late_promise_climbs_to_the_channel(morning: Town) -> None:
    late = promise(morning, cast.ENGINEER, "Answer the questionnaire", -1)
    for day in range(5):
        morning.at(WEDNESDAY_IN_KOLKATA + timedelta(days=day))

    posts = morning.posts(cast.COMPANIES[1].internal_channel)
    assert [post.text.split(">, ")[0] for post in posts] == [f"<@{cast.ENGINEER}"] * 2
    asked = next(post for post in posts if "Answer the questionnaire" in post.text)
    morning.press(cast.ENGINEER, asked, Action.COMMITMENT_DONE)

    assert "marked *Answer the questionnaire* as done" in next(
        post.text
        for post in morning.posts(cast.COMPANIES[1].internal_channel)
        if post.ts == asked.ts
    )
    assert one_of(morning.database, Commitment, late.id).done_on is not None
