"""The steps of a kickoff: what is kept, what is refused, and how they are reached."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from bot.demo import cast
from bot.rules.kickoff import STEPS, Topic
from messages.ids import Action, Shortcut
from storage.commitments import Commitment
from storage.goals import Goal, GoalSide
from storage.kickoffs import Kickoff
from tests.journeys.conftest import Town
from tests.journeys.kickoff_hand import (
    BLUTH,
    EXTRAS,
    NADIA,
    answers,
    choose_state,
    fill,
    go_through,
    held,
    press,
    title,
)


def test_a_closed_modal_reopens_where_it_stopped_with_what_was_kept(small_town: Town) -> None:
    town = small_town
    town.type(NADIA, BLUTH.internal_channel, "kickoff")
    for topic in STEPS[0]:
        choose_state(town, topic, "agreed")
    assert fill(town, answers(1) | EXTRAS[1]).ok
    fields = {"block_id": "K3.ours", "selected": "Half an engineer"}
    town.press(NADIA, town.modal(NADIA), "value", **fields)
    press(town, Action.KICKOFF_SAVE)
    assert title(town) == "Kickoff saved"
    town.sandbox.acts.close(NADIA, town.modal(NADIA).id)

    town.type(NADIA, BLUTH.internal_channel, "kickoff")

    assert title(town) == "Kickoff, step 2 of 4"
    assert held(town, "K3.ours") == "Half an engineer"
    press(town, Action.KICKOFF_BACK)
    assert title(town) == "Kickoff, step 1 of 4"
    assert held(town, "K2.1.metric") == "Joint deals"
    assert held(town, "K1.level_ours") == "co_sell"


def test_wrong_answers_stay_on_the_screen_with_a_sentence_under_each(small_town: Town) -> None:
    town = small_town
    town.type(NADIA, BLUTH.internal_channel, "kickoff")
    choose_state(town, Topic.K1, "agreed")

    outcome = fill(town, {"K1.ours": "Sell together", "K2.1.metric": "Deals"})

    assert outcome.errors == {
        "K1.theirs": "Write their answer before you call it agreed.",
        "K2.1.target": "Say the number you want to reach.",
        "K2.1.due": "Choose by when.",
        "K2.1.owner": "Choose who owns this goal.",
    }
    assert held(town, "K1.ours") == "Sell together"


def test_an_owner_of_the_wrong_side_is_named_under_the_field_and_the_last_step_shows_our_sponsor(
    small_town: Town,
) -> None:
    town = small_town
    town.type(NADIA, BLUTH.internal_channel, "kickoff")
    assert fill(town, {}).ok
    theirs = {"K10.1.title": "Name two reps", "K10.1.due": "2026-12-10"}

    outcome = fill(town, theirs | {"K10.1.owner": cast.ENGINEER})

    assert outcome.errors == {"K10.1.owner": "Choose somebody of their side; Arjun Rao is not."}
    assert title(town) == "Kickoff, step 2 of 4"
    for step in (2, 3):
        assert title(town) == f"Kickoff, step {step} of 4"
        assert fill(town, {"K10.1.owner": BLUTH.user} if step == 2 else {}).ok
    assert held(town, "plan.escalation") == cast.SPONSOR
    assert held(town, "plan.our_sponsor") == ""


def test_a_row_is_added_and_nothing_typed_is_lost(small_town: Town) -> None:
    town = small_town
    town.type(NADIA, BLUTH.internal_channel, "kickoff")
    fields = {"block_id": "K2.1.metric", "selected": "Joint deals"}
    town.press(NADIA, town.modal(NADIA), "value", **fields)

    press(town, Action.KICKOFF_ADD_ROW, value="K2")

    assert held(town, "K2.1.metric") == "Joint deals"
    assert held(town, "K2.2.metric") == ""


def test_declined_asks_why_and_open_asks_whom_and_when(small_town: Town) -> None:
    town = small_town
    town.type(NADIA, BLUTH.internal_channel, "kickoff")
    blocks = {block.get("block_id") for block in town.modal(NADIA).body["blocks"]}
    assert {"K1.owner", "K1.due"} <= blocks
    assert "K1.reason" not in blocks

    choose_state(town, Topic.K1, "declined")

    blocks = {block.get("block_id") for block in town.modal(NADIA).body["blocks"]}
    assert "K1.reason" in blocks
    assert not {"K1.owner", "K1.due"} & blocks


def test_the_shortcut_asks_which_partner(small_town: Town) -> None:
    town = small_town

    assert town.sandbox.acts.shortcut(NADIA, Shortcut.START_KICKOFF).ok
    modal = town.modal(NADIA).id
    offered = town.sandbox.acts.suggest(
        NADIA, modal, Action.KICKOFF_PARTNER, "kickoff.partner", "blu"
    )
    [option] = (offered.ack or {})["options"]
    assert option["text"]["text"] == "Bluth Company"
    assert fill(town, {"kickoff.partner": option["value"]}).ok

    assert title(town) == "Kickoff, step 1 of 4"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        pytest.param("kickoff Blut", "Kickoff, step 1 of 4", id="the start of a name is enough"),
        pytest.param("kickoff Bluht Company", "Did you mean Bluth Company?", id="a wrong name"),
    ],
)
def test_the_command_takes_a_partner_by_name(small_town: Town, words: str, answer: str) -> None:
    town = small_town

    outcome = town.type(NADIA, BLUTH.internal_channel, words)

    view = town.sandbox.world.open_view(NADIA)
    shown = view.body["title"]["text"] if view else str((outcome.ack or {}).get("text"))
    assert answer in shown


def test_two_people_in_one_step_do_not_overwrite_each_other_unasked(small_town: Town) -> None:
    town = small_town
    for user in (NADIA, cast.SELLER):
        assert town.type(user, BLUTH.internal_channel, "kickoff").ok
    assert fill(town, {"K1.ours": "Lena's words"}, cast.SELLER).ok

    assert fill(town, {"K1.ours": "Nadia's words"}).ok

    assert "Lena Vogt kept other answers in this step meanwhile" in str(town.modal(NADIA).body)
    assert held(town, "K1.ours") == "Nadia's words"
    assert fill(town, {}).ok
    assert title(town) == "Kickoff, step 2 of 4"


def test_a_finished_kickoff_with_a_fault_goes_back_to_its_step(small_town: Town) -> None:
    town = small_town
    town.type(NADIA, BLUTH.internal_channel, "kickoff")
    with town.database.across_workspaces.transaction() as session:
        goal = Goal(
            workspace_id=session.exec(select(Kickoff)).one().workspace_id,
            partner_id=town.partners[BLUTH.slug],
            metric="Joint deals",
            metric_key="joint deals",
            unit="count",
            baseline=Decimal(0),
            target=Decimal(5),
            start_on=town.clock.now().date(),
            due_on=date(2027, 1, 31),
            side=GoalSide.JOINT,
            created_at=town.clock.now(),
        )
        session.add(goal)

    go_through(town)

    assert title(town) == "Kickoff, step 1 of 4"
    assert "There is a goal for" in str(town.modal(NADIA).body)
    assert held(town, "K2.1.metric") == "Joint deals"
    with town.database.across_workspaces.reading() as session:
        assert session.exec(select(Commitment)).all() == []
