"""A number falls behind: its owner hears of it in the partner's channel and answers there."""

from datetime import date, timedelta

import pytest

from bot.demo import cast
from bot.sandbox.entities import Message
from messages.ids import Action
from storage.goals import Goal
from storage.partners import Partner
from storage.people import Person
from tests.factories import make_goal, make_reading
from tests.journeys.conftest import MONDAY, Town
from tests.nudges.rows import all_of, one_of

ACME = cast.COMPANIES[1]


def goal(town: Town, value: str, **more: object) -> Goal:
    people = {one.slack_user_id: one for one in all_of(town.database, Person)}
    with town.database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, town.partners["acme"])
        made = make_goal(session, partner, owner=people[cast.MANAGER], **more)  # type: ignore[arg-type]
        make_reading(session, made, value=value, as_of=date(2026, 11, 22))
        return made


def words(message: Message) -> str:
    """Return everything that is read in a message's blocks."""
    return str(message.blocks)


@pytest.fixture
def slipped(small_town: Town) -> tuple[Town, Goal]:
    """Return a town whose manager was just told of a number, and the goal."""
    made = goal(small_town, "20000")
    small_town.at(MONDAY)
    return small_town, made


def the_post(town: Town) -> Message:
    [post] = town.posts(ACME.internal_channel)
    return post


def test_the_owner_reads_now_expected_target_landing_and_need(slipped: tuple[Town, Goal]) -> None:
    town, _ = slipped

    post = the_post(town)

    assert post.text.startswith(
        f"<@{cast.MANAGER}>, *Acme Corporation*: a number we agreed on fell behind its pace."
    )
    for said in (
        "*Now*\\n20,000 USD",
        "*Expected by Sun 22 Nov 2026*\\n57,143 USD",
        "*Target by Thu 31 Dec 2026*\\n100,000 USD",
        "*At this pace it lands at*\\n35,000 USD",
        "*Needed per week from here*\\n14,359 USD",
        "Source: by hand, as of Sun 22 Nov 2026. That is 35 % of the way expected by then.",
    ):
        assert said in words(post)
    assert town.posts(ACME.shared_channel) == []


def test_it_is_said_once(slipped: tuple[Town, Goal]) -> None:
    town, _ = slipped

    for hours in (0, 1, 5, 26, 50):
        town.at(MONDAY + timedelta(hours=hours))

    assert len(town.posts(ACME.internal_channel)) == 1


def test_the_number_is_updated_through_a_modal_and_the_message_says_so(
    slipped: tuple[Town, Goal],
) -> None:
    town, made = slipped

    town.press(cast.MANAGER, the_post(town), Action.GOAL_UPDATE)
    form = town.modal(cast.MANAGER)
    fields = {
        block["block_id"]: block["element"]
        for block in form.body["blocks"]
        if block["type"] == "input"
    }
    number = next(key for key, element in fields.items() if element["type"] == "number_input")
    outcome = town.submit(cast.MANAGER, {number: {fields[number]["action_id"]: "64000"}})
    town.deliver()

    assert not outcome.errors
    assert one_of(town.database, Goal, made.id).newest_value == 64000
    assert "*Won value*: the number was updated by Nadia Brooks" in words(the_post(town))
    assert "nothing named here waits for an answer any more" in the_post(town).text


def test_a_comment_answers_it(slipped: tuple[Town, Goal]) -> None:
    town, _ = slipped

    town.press(cast.MANAGER, the_post(town), Action.NUDGE_COMMENT)
    empty = town.submit(cast.MANAGER, {"comment": {"text": "   "}})
    town.submit(cast.MANAGER, {"comment": {"text": "Two deals close on <Friday>"}})
    town.deliver()

    assert empty.errors
    said = words(the_post(town))
    assert "*Won value*: Nadia Brooks said “Two deals close on &lt;Friday&gt;”, <!date^" in said


def test_a_snooze_brings_it_back_that_morning_and_twice_is_enough(
    slipped: tuple[Town, Goal],
) -> None:
    town, _ = slipped
    for days in (1, 2):
        post = town.posts(ACME.internal_channel)[-1]
        town.press(cast.MANAGER, post, Action.NUDGE_SNOOZE)
        outcome = town.submit(cast.MANAGER, {"choice": {"choice": "tomorrow"}})
        town.deliver()
        assert not outcome.errors
        town.at(MONDAY + timedelta(days=days))

    first, second, third = town.posts(ACME.internal_channel)
    for answered in (first, second):
        assert "*Won value*: snoozed by Nadia Brooks" in words(answered)
    town.press(cast.MANAGER, third, Action.NUDGE_SNOOZE)
    refused = town.submit(cast.MANAGER, {"choice": {"choice": "tomorrow"}})

    assert "put off as often as it can be" in str(refused.errors)


def test_a_press_after_somebody_else_answered_says_so_in_the_message_and_asks_nothing(
    slipped: tuple[Town, Goal],
) -> None:
    town, _ = slipped
    town.press(cast.SELLER, the_post(town), Action.NUDGE_COMMENT)
    town.submit(cast.SELLER, {"comment": {"text": "I have it"}})
    assert "Snooze" in words(the_post(town))  # its rewrite did not go out yet

    town.press(cast.MANAGER, the_post(town), Action.NUDGE_SNOOZE)

    assert "Lena Vogt said “I have it”" in words(the_post(town))
    assert "Snooze" not in words(the_post(town))
    assert town.sandbox.world.open_view(cast.MANAGER) is None


def test_why_am_i_getting_this_shows_rule_facts_and_history_to_one_person(
    slipped: tuple[Town, Goal],
) -> None:
    town, _ = slipped

    town.press(cast.SELLER, the_post(town), Action.NUDGE_WHY)

    answer = town.posts(ACME.internal_channel, cast.SELLER)[-1]
    assert (
        "Acme Corporation: Won value 20,000 USD against 57,142.86 expected by 22 Nov "
        "(ratio 0.35, off track)"
    ) in answer.text
    assert len(town.posts(ACME.internal_channel, cast.MANAGER)) == 1


def test_what_only_we_may_read_is_not_for_a_partners_person(slipped: tuple[Town, Goal]) -> None:
    town, _ = slipped

    assert ACME.user not in town.sandbox.world.channels[ACME.internal_channel].members
    assert town.direct(ACME.user) == []


def test_a_target_not_agreed_is_settled_in_the_channel_and_judged_from_then_on(
    small_town: Town,
) -> None:
    goal(small_town, "20000", agreed=False)
    small_town.at(MONDAY)
    post = the_post(small_town)
    assert "a target is not agreed by both sides yet" in post.text

    small_town.press(cast.MANAGER, post, Action.GOAL_AGREE)
    assert "agreed by both sides, written down by Nadia Brooks" in words(the_post(small_town))
    small_town.at(MONDAY + timedelta(days=1))

    _, slip = small_town.posts(ACME.internal_channel)
    assert "fell behind its pace" in slip.text
