"""Settings, absence, handing over and the audit, as people use them in Slack."""

from datetime import date, timedelta

import pytest

from bot.demo import cast
from bot.sandbox.entities import Message, View
from messages.ids import Action
from storage.commitments import Commitment
from storage.goals import Goal
from storage.outbox import Outbox, OutboxState
from storage.partners import Partner
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import make_commitment, make_goal, make_reading
from tests.journeys.conftest import MONDAY, Town
from tests.nudges.rows import all_of, one_of
from tests.sandbox.conftest import wait_for
from tests.slack_limits import shown

ACME = next(company for company in cast.COMPANIES if company.slug == "acme")


def people(town: Town) -> dict[str | None, Person]:
    return {one.slack_user_id: one for one in all_of(town.database, Person)}


def promise(town: Town, *, owner: str, due_on: date, title: str = "Send the deck") -> Commitment:
    person = people(town)[owner]
    with town.database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, town.partners["acme"])
        return make_commitment(session, partner, title=title, owner=person, due_on=due_on)


def read(view: View | Message) -> str:
    blocks = view.body["blocks"] if isinstance(view, View) else view.blocks
    return shown(blocks)


def whispered(town: Town, user: str, channel: str) -> Message:
    return next(post for post in reversed(town.posts(channel, user)) if post.ephemeral_to == user)


def opened(town: Town, user: str, words: str = "settings") -> View:
    outcome = town.type(user, ACME.internal_channel, words)
    assert outcome.ok, outcome.error
    return town.modal(user)


def test_a_person_sets_their_hour_and_gets_their_message_then(small_town: Town) -> None:
    promise(small_town, owner=cast.MANAGER, due_on=date(2026, 11, 24))
    opened(small_town, cast.MANAGER)

    kept = small_town.submit(cast.MANAGER, {"daily_hour": {"home.daily_hour": "11"}})

    assert kept.ok, kept.error
    small_town.at(MONDAY)  # 09:30 in New York
    assert small_town.direct(cast.MANAGER) == []
    small_town.at(MONDAY + timedelta(hours=2))
    assert len(small_town.direct(cast.MANAGER)) == 1


def test_wrong_settings_stay_open_with_a_sentence_under_the_field(small_town: Town) -> None:
    opened(small_town, cast.MANAGER)

    wrong = small_town.submit(cast.MANAGER, {"country": {"home.country": "Oz"}})

    assert "two-letter country code" in wrong.errors["country"]


def test_ones_own_last_change_is_put_back_with_one_button(small_town: Town) -> None:
    opened(small_town, cast.MANAGER)
    small_town.submit(cast.MANAGER, {"daily_hour": {"home.daily_hour": "11"}})
    view = opened(small_town, cast.MANAGER)

    small_town.press(cast.MANAGER, view, Action.SETTINGS_PUT_BACK)

    assert people(small_town)[cast.MANAGER].daily_hour is None


def test_an_admin_changes_the_workspaces_numbers_and_takes_it_back(small_town: Town) -> None:
    view = opened(small_town, cast.MANAGER)
    small_town.press(cast.MANAGER, view, Action.SETTINGS_WORKSPACE)
    overview = small_town.modal(cast.MANAGER)
    assert "The same fact again after: *7 days*" in read(overview)
    small_town.press(cast.MANAGER, overview, Action.SETTINGS_GROUP, block_id="settings:repeats")

    wrong = small_town.submit(cast.MANAGER, {"snoozes": {"settings.snoozes": "lots"}})
    assert wrong.errors == {"snoozes": "Write a whole number from 0 to 10."}
    typed = {
        "snoozes": {"settings.snoozes": ""},
        "same_fact_days": {"settings.same_fact_days": "14"},
    }
    assert not small_town.submit(cast.MANAGER, typed).errors

    [workspace] = all_of(small_town.database, Workspace)
    assert workspace.settings == {"same_fact_days": "14"}
    changed = small_town.modal(cast.MANAGER)
    assert "The same fact again after: *14 days* (default 7 days)" in read(changed)
    assert "by Nadia Brooks" in read(changed)
    small_town.press(cast.MANAGER, changed, Action.SETTINGS_UNDO)
    [workspace] = all_of(small_town.database, Workspace)
    assert workspace.settings == {}
    assert "The same fact again after: *7 days*" in read(small_town.modal(cast.MANAGER))


def test_only_an_admin_is_offered_the_workspaces_numbers(small_town: Town) -> None:
    view = opened(small_town, cast.SELLER)

    assert "Settings of the workspace" not in read(view)
    said = small_town.answer(cast.SELLER, ACME.internal_channel, "settings workspace")
    assert said == "Only a workspace admin can change these. Ask one of yours."


def test_who_is_away_hears_nothing_until_they_are_back(small_town: Town) -> None:
    promise(small_town, owner=cast.MANAGER, due_on=date(2026, 11, 24))
    small_town.at(MONDAY - timedelta(days=1))

    said = small_town.answer(cast.MANAGER, ACME.internal_channel, "away 23 Nov to 24 Nov")

    assert "You are away from Mon 23 Nov 2026 to Tue 24 Nov 2026" in said
    one_day = small_town.answer(cast.SELLER, ACME.internal_channel, "away 23 Nov")
    assert "You are away on Mon 23 Nov 2026: nothing is sent to you then" in one_day
    for hours in (0, 1, 24, 26):
        small_town.at(MONDAY + timedelta(hours=hours))
    assert small_town.direct(cast.MANAGER) == []
    small_town.at(MONDAY + timedelta(days=2))
    [message] = [one for one in small_town.direct(cast.MANAGER) if "[Done]" in read(one)]
    assert "Send the deck" in read(message)


def test_away_is_on_home_and_can_be_ended(small_town: Town) -> None:
    small_town.answer(cast.MANAGER, ACME.internal_channel, "away today to Friday")
    home = small_town.sandbox.world.home(cast.MANAGER)
    assert home is not None
    assert "Away from Mon 23 Nov 2026 to Fri 27 Nov 2026" in read(home)

    said = small_town.answer(cast.MANAGER, ACME.internal_channel, "away off")

    assert said.startswith("Welcome back")
    wait_for(
        lambda: "You are not away." in read(small_town.sandbox.world.home(cast.MANAGER) or home)
    )
    again = small_town.answer(cast.MANAGER, ACME.internal_channel, "away off")
    assert again.startswith("You are not away")


def test_days_nobody_can_read_get_an_example(small_town: Town) -> None:
    said = small_town.answer(cast.MANAGER, ACME.internal_channel, "away sometime")

    assert "Try: /partner away 1 Dec to 5 Dec" in said


def test_a_promise_is_handed_over_and_its_new_owner_hears_of_it(small_town: Town) -> None:
    promise(small_town, owner=cast.MANAGER, due_on=date(2026, 11, 24))
    small_town.at(MONDAY)
    [asked] = small_town.direct(cast.MANAGER)

    said = small_town.answer(
        cast.MANAGER, ACME.internal_channel, f"assign send the deck <@{cast.SELLER}|lena>"
    )
    small_town.deliver()

    assert said.startswith("Nadia Brooks handed *Send the deck* to Lena Vogt.")
    [again] = small_town.direct(cast.MANAGER)
    assert (again.ts, "[Done]" in read(again)) == (asked.ts, False)
    assert "Send the deck" in read(again)
    [told] = small_town.direct(cast.SELLER)
    assert told.text.startswith("Nadia Brooks handed this to you.")


def test_a_number_is_handed_over_by_its_metric(small_town: Town) -> None:
    owner = people(small_town)[cast.MANAGER]
    with small_town.database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, small_town.partners["acme"])
        made = make_goal(session, partner, owner=owner)

    said = small_town.answer(
        cast.MANAGER, ACME.internal_channel, f"assign won value <@{cast.SELLER}|lena>"
    )

    assert said == "Nadia Brooks handed *Won value* to Lena Vogt."
    assert one_of(small_town.database, Goal, made.id).owner_id == people(small_town)[cast.SELLER].id


def test_a_number_that_no_list_has_is_said_so_also_when_handing_over(small_town: Town) -> None:
    promise(small_town, owner=cast.MANAGER, due_on=date(2026, 11, 24))
    small_town.answer(cast.MANAGER, ACME.internal_channel, "todo")

    said = small_town.answer(cast.MANAGER, ACME.internal_channel, f"assign 9 <@{cast.SELLER}|lena>")

    assert said == "The last list I showed you goes from 1 to 1."


def test_why_shows_ones_settings_and_leaves_a_kind_out_for_a_week(small_town: Town) -> None:
    owner = people(small_town)[cast.MANAGER]
    with small_town.database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, small_town.partners["acme"])
        made = make_goal(session, partner, owner=owner)
        make_reading(session, made, value="20000", as_of=date(2026, 11, 22))
    small_town.at(MONDAY)
    [post] = small_town.posts(ACME.internal_channel)
    small_town.press(cast.MANAGER, post, Action.NUDGE_WHY)

    answer = whispered(small_town, cast.MANAGER, ACME.internal_channel)

    assert "*Your settings*: one daily message at 09:00" in read(answer)
    small_town.press(cast.MANAGER, answer, Action.NUDGE_MUTE)
    left_out = whispered(small_town, cast.MANAGER, ACME.internal_channel)
    assert left_out.text == "Left out for you until Mon 30 Nov 2026: numbers off their pace."
    assert people(small_town)[cast.MANAGER].muted == {"numbers": "2026-11-30"}


def test_the_audit_is_a_private_answer(full_town: Town) -> None:
    full_town.at(MONDAY)

    said = full_town.answer(cast.MANAGER, ACME.internal_channel, "audit")

    assert "What the nudges of 90 days led to" in said
    assert "Last changes" in said


@pytest.mark.parametrize(
    "silence",
    [
        pytest.param(timedelta(minutes=1), id="a minute"),
        pytest.param(timedelta(hours=1), id="an hour"),
        pytest.param(timedelta(days=1), id="a day"),
        pytest.param(timedelta(days=28), id="a month"),
    ],
)
def test_after_an_outage_everybody_gets_one_message_at_most_and_channels_nothing_stale(
    small_town: Town, silence: timedelta
) -> None:
    owner = people(small_town)[cast.MANAGER]
    for number in range(4):
        promise(
            small_town,
            owner=cast.MANAGER,
            due_on=date(2026, 11, 24) + timedelta(days=number),
            title=f"Promise {number}",
        )
    with small_town.database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, small_town.partners["acme"])
        made = make_goal(session, partner, owner=owner)
        make_reading(session, made, value="20000", as_of=date(2026, 11, 22))
    # What was due falls into the silence: it is written down, but nobody sends it.
    small_town.clock.move(MONDAY)
    small_town.bot.tick()
    back = MONDAY + silence

    small_town.at(back)
    small_town.at(back + timedelta(minutes=1))

    stale = silence >= timedelta(hours=24)
    [caught_up] = small_town.direct(cast.MANAGER)
    assert "Promise 0" in read(caught_up)
    posts = small_town.posts(ACME.internal_channel)
    rows = all_of(small_town.database, Outbox)
    assert {row.state for row in rows} <= {OutboxState.SENT, OutboxState.SKIPPED}
    skipped = [row for row in rows if row.state is OutboxState.SKIPPED]
    assert {row.reason for row in skipped} == ({"too old"} if stale else set())
    for post in posts:
        [row] = [one for one in rows if one.slack_ts == post.ts]
        assert back - row.due_at <= timedelta(hours=24)
    if stale:
        assert any(row.channel_id is not None for row in skipped)
        assert "Won value" in read(caught_up)
