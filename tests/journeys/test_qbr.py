"""A review, from its date to the promises that come out of it."""

from datetime import timedelta
from typing import Any

from bot.demo import cast
from bot.sandbox.entities import Message
from messages.ids import Action
from tests.journeys.conftest import MONDAY, Town
from tests.slack_limits import shown

ACME = next(company for company in cast.COMPANIES if company.slug == "acme")
GLOBEX = next(company for company in cast.COMPANIES if company.slug == "globex")
PNG = b"\x89PNG"
ZOOMIT = next(company for company in cast.COMPANIES if company.slug == "zoomit")
# Acme's review is on the second Monday after that one.
WEEK_BEFORE = range(3, 8)
DAY_AFTER = range(15, 20)


def pictures(message: Message) -> list[dict[str, Any]]:
    return [block for block in message.blocks if block["type"] == "image"]


def first_saying(town: Town, channel: str, words: str, *, days: range) -> Message:
    """Return the first message with these words, once one of the days has brought it."""
    for day in days:
        town.at(MONDAY + timedelta(days=day))
        for message in town.posts(channel):
            if words in shown(message.blocks):
                return message
    raise AssertionError(f"nobody said {words!r}")


def test_a_week_before_both_channels_and_the_owner_each_get_their_own(full_town: Town) -> None:
    summary = first_saying(
        full_town, ACME.internal_channel, "health before the review", days=WEEK_BEFORE
    )

    assert "Health:" in summary.text
    [picture] = pictures(summary)
    assert "Trend of the score" in picture["alt_text"]
    drawn = full_town.sandbox.world.files[picture["slack_file"]["id"]]
    assert drawn.content.startswith(PNG)

    [page] = [
        message
        for message in full_town.posts(ACME.shared_channel)
        if "Here is the page for it" in message.text
    ]
    assert shown(page.blocks).startswith("Acme Corporation and Northwind Hardware: review on")
    assert "health" not in shown(page.blocks).lower()
    assert len(pictures(page)) == 1

    packs = [
        message
        for message in full_town.direct(cast.MANAGER)
        if "Your pack for the review with Acme Corporation" in message.text
    ]
    [pack] = packs
    assert "For us alone" in shown(pack.blocks)


def test_the_partners_person_is_never_shown_anything_of_health(full_town: Town) -> None:
    for day in (*WEEK_BEFORE, *range(11, 13), *DAY_AFTER):
        full_town.at(MONDAY + timedelta(days=day))

    seen = full_town.posts(ACME.shared_channel, ACME.user)

    assert any("review" in message.text for message in seen)
    assert not any("health" in shown(message.blocks).lower() for message in seen)
    assert full_town.direct(ACME.user) == []


def test_the_day_after_the_promises_are_asked_for_and_written_down_there(full_town: Town) -> None:
    followup = first_saying(
        full_town, ACME.internal_channel, "What did each side promise", days=DAY_AFTER
    )

    outcome = full_town.press(cast.MANAGER, followup, Action.COMMITMENT_NEW)

    assert outcome.ok, outcome.error
    assert full_town.modal(cast.MANAGER).body["callback_id"] == "commitment.new"


def test_a_date_is_set_by_a_word_and_changed_in_a_modal(small_town: Town) -> None:
    here = ACME.internal_channel
    assert "has no review date" in small_town.answer(cast.MANAGER, here, "qbr Acme Corporation")

    said = small_town.answer(cast.MANAGER, here, "qbr 2027-01-15")
    assert "is on Fri 15 Jan 2027" in said
    assert "bring the pack on Fri 8 Jan 2027" in said

    small_town.type(cast.MANAGER, here, "qbr")
    modal = small_town.modal(cast.MANAGER)
    assert "The next review is on 15 January 2027" in shown(modal.body["blocks"])

    past = small_town.submit(cast.MANAGER, {"held_on": {"qbr.held_on": "2026-11-01"}})
    assert past.errors == {"held_on": "That day is over; choose one from today on."}

    assert small_town.submit(cast.MANAGER, {"held_on": {"qbr.held_on": "2027-01-20"}}).ok
    assert "is on Wed 20 Jan 2027" in shown(small_town.modal(cast.MANAGER).body["blocks"])


def test_on_the_day_the_next_review_is_set_and_todays_is_called_off_and_back(
    small_town: Town,
) -> None:
    here = ACME.internal_channel
    small_town.answer(cast.MANAGER, here, "qbr today")
    small_town.type(cast.MANAGER, here, "qbr")
    assert "A review is today and stays" in shown(small_town.modal(cast.MANAGER).body["blocks"])

    assert small_town.submit(cast.MANAGER, {"held_on": {"qbr.held_on": "2027-02-23"}}).ok
    assert "Today's review stays" in shown(small_town.modal(cast.MANAGER).body["blocks"])

    for action, words in (
        (Action.QBR_CALL_OFF, "on Mon 23 Nov 2026 did not take place"),
        (Action.QBR_TAKES_PLACE, "on Mon 23 Nov 2026 takes place"),
    ):
        outcome = small_town.press(cast.MANAGER, small_town.modal(cast.MANAGER), action)
        assert outcome.ok, outcome.error
        assert words in shown(small_town.modal(cast.MANAGER).body["blocks"])

    asked = first_saying(small_town, here, "What did each side promise", days=range(1, 3))
    assert "was on Mon 23 Nov 2026" in asked.text


def test_a_partner_is_found_by_a_clear_start_of_its_name_with_or_without_a_day(
    small_town: Town,
) -> None:
    for place in (ACME.internal_channel, GLOBEX.internal_channel):
        assert "Acme Corporation has no review date" in small_town.answer(
            cast.MANAGER, place, "qbr Acme"
        )

    said = small_town.answer(cast.MANAGER, GLOBEX.internal_channel, "qbr acme 15 Jan 2027")

    assert "The review with Acme Corporation is on Fri 15 Jan 2027" in said
    said = small_town.answer(cast.MANAGER, ACME.internal_channel, "qbr Nobody tomorrow")
    assert said.startswith("I don't know a partner called “Nobody”.")


def test_wrong_days_get_one_sentence(small_town: Town) -> None:
    here = ACME.internal_channel

    assert "Write a day like" in small_town.answer(cast.MANAGER, here, "qbr someday")
    assert "That day is over" in small_town.answer(cast.MANAGER, here, "qbr 2020-01-01")
    assert "within a year" in small_town.answer(cast.MANAGER, here, "qbr 2031-01-01")


def test_the_page_so_far_is_shown_over_the_date(full_town: Town) -> None:
    full_town.type(cast.MANAGER, ACME.internal_channel, "qbr")

    outcome = full_town.press(cast.MANAGER, full_town.modal(cast.MANAGER), Action.QBR_SHOW)

    assert outcome.ok, outcome.error
    assert "*1. What was promised since" in shown(full_town.modal(cast.MANAGER).body["blocks"])


def test_health_is_explained_and_a_stage_is_confirmed(full_town: Town) -> None:
    said = full_town.answer(cast.MANAGER, ZOOMIT.internal_channel, "health")
    assert said.startswith("Zoomit. Health:")
    [answer] = [post for post in full_town.posts(ZOOMIT.internal_channel) if post.ephemeral_to]
    assert "Confirm: active" in shown(answer.blocks)

    outcome = full_town.press(cast.MANAGER, answer, Action.HEALTH_CONFIRM_STAGE)

    assert outcome.ok, outcome.error
    [answer] = [post for post in full_town.posts(ZOOMIT.internal_channel) if post.ephemeral_to]
    assert answer.text == "*Zoomit* is now active. Confirmed by <@U0NADIA>."


def test_health_asked_for_in_a_shared_channel_goes_to_the_askers_own_messages(
    full_town: Town,
) -> None:
    full_town.type(cast.MANAGER, ACME.shared_channel, "health")

    assert "Health" in full_town.direct(cast.MANAGER)[-1].text
    seen = full_town.posts(ACME.shared_channel, cast.MANAGER)
    assert not any("Health" in message.text for message in seen)
