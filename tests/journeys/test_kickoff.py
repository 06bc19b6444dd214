"""The kickoff end to end: four steps in the modal, the summary, and the partner's answers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import col, select

from bot.demo import cast
from bot.rules.commitments import CommitmentState
from bot.rules.kickoff import STEPS, Topic
from bot.sandbox.entities import Message
from bot.sandbox.outcome import Outcome
from messages.ids import Action, Shortcut
from storage.audit import Audit
from storage.commitments import Commitment
from storage.goals import Goal, GoalSide
from storage.kickoffs import Kickoff, KickoffState, KickoffTopic
from storage.partners import Channel
from tests.journeys.conftest import Town

BLUTH = cast.BLUTH
GLOBEX = next(company for company in cast.COMPANIES if company.slug == cast.GUEST_OF)
NADIA = cast.MANAGER
STATES = dict.fromkeys(Topic, "agreed") | {Topic.K5: "open", Topic.K9: "declined"}


def fill(town: Town, values: Mapping[str, str], user: str = NADIA) -> Outcome:
    """Submit the modal on top with these values, each given by its block."""
    elements = {
        block["block_id"]: block["element"]["action_id"]
        for block in town.modal(user).body["blocks"]
        if block["type"] == "input"
    }
    shown = {block: {elements[block]: value} for block, value in values.items()}
    return town.submit(user, shown)


def press(town: Town, action: str, user: str = NADIA, **more: str) -> Outcome:
    """Press a button of the modal on top."""
    outcome = town.press(user, town.modal(user), action, **more)
    assert outcome.ok, outcome.error
    return outcome


def choose_state(town: Town, topic: Topic, state: str) -> None:
    press(town, Action.KICKOFF_STATE, block_id=f"{topic.key}.state", selected=state)


def title(town: Town, user: str = NADIA) -> str:
    return str(town.modal(user).body["title"]["text"])


def held(town: Town, block_id: str, user: str = NADIA) -> str:
    """Return what a field of the modal on top holds."""
    [element] = town.modal(user).values[block_id].values()
    chosen = element.get("selected_option") or {}
    return str(element.get("value") or chosen.get("value") or element.get("selected_date") or "")


def answers(step: int) -> dict[str, str]:
    topics = STEPS[step - 1]
    typed = {f"{topic.key}.ours": f"Our word on {topic.key}" for topic in topics}
    return typed | {f"{topic.key}.theirs": f"Their word on {topic.key}" for topic in topics}


EXTRAS: dict[int, dict[str, str]] = {
    1: {
        "K1.level_ours": "co_sell",
        "K1.level_theirs": "co_sell",
        "K2.1.metric": "Joint deals",
        "K2.1.target": "12",
        "K2.1.due": "2027-06-30",
        "K2.1.owner": NADIA,
    },
    2: {
        "K3.1.title": "A demo account",
        "K3.1.owner": cast.ENGINEER,
        "K3.1.due": "2026-12-18",
        "K6.1.title": "Train their reps",
        "K6.1.owner": cast.ENGINEER,
        "K6.1.due": "2026-12-15",
        "K10.1.title": "Name two reps",
        "K10.1.owner": BLUTH.user,
        "K10.1.due": "2026-12-10",
        "K10.2.title": "Send the price list",
        "K10.2.owner_name": "Gob Bluth",
        "K10.2.due": "2026-12-11",
    },
    3: {"K4.roll_out_on": "2027-03-01", "K7.estimate": "40"},
    4: {"plan.rhythm": "biweekly", "plan.first_qbr": "2027-02-24"},
}


def go_through(town: Town, channel: str = BLUTH.internal_channel) -> None:
    """Hold the whole kickoff as the partner manager."""
    assert town.type(NADIA, channel, "kickoff").ok
    for step in range(1, len(STEPS) + 1):
        assert title(town) == f"Kickoff, step {step} of 4"
        for topic in STEPS[step - 1]:
            choose_state(town, topic, STATES[topic])
        reasons = {"K9.reason": "They fear lock-in"} if step == 4 else {}
        extras = EXTRAS[step]
        if channel != BLUTH.internal_channel:
            extras = {name: value for name, value in extras.items() if value != BLUTH.user}
            extras |= {"K10.1.owner_name": "Hank"} if step == 2 else {}
        outcome = fill(town, answers(step) | extras | reasons)
        assert not outcome.errors, outcome.errors
        assert outcome.ok, outcome.error
    town.deliver()


def summary_in(town: Town, channel: str, viewer: str = NADIA) -> Message:
    return town.posts(channel, viewer)[-1]


def said(message: Message) -> str:
    return str(message.blocks)


def promised(town: Town, words: str) -> Commitment:
    with town.database.across_workspaces.reading() as session:
        return session.exec(select(Commitment).where(col(Commitment.title) == words)).one()


def test_a_kickoff_from_the_command_to_both_sides_yes(small_town: Town) -> None:
    town = small_town

    go_through(town)

    assert "2 topics" in str(town.modal(NADIA).body) or "1 topic" in str(town.modal(NADIA).body)
    ours = summary_in(town, BLUTH.internal_channel)
    theirs = summary_in(town, BLUTH.shared_channel, BLUTH.user)
    assert "not confirmed yet" in said(ours)
    assert "lock-in" not in said(ours) + said(theirs)
    assert Action.KICKOFF_CONFIRM not in said(ours)

    outcome = town.press(BLUTH.user, theirs, Action.KICKOFF_CONFIRM)
    assert outcome.ok, outcome.error
    accept = str(promised(town, "Name two reps").id)
    assert town.press(BLUTH.user, theirs, Action.KICKOFF_ACCEPT, value=accept).ok
    town.deliver()

    for channel in (BLUTH.internal_channel, BLUTH.shared_channel):
        assert "confirmed by Sofia Marin" in said(summary_in(town, channel))
        assert "accepted by Sofia Marin" in said(summary_in(town, channel))
    with town.database.across_workspaces.reading() as session:
        goal = session.exec(select(Goal)).one()
        kickoff = session.exec(select(Kickoff)).one()
        actions = set(session.exec(select(Audit.action)))
    assert goal.agreed_theirs_on is not None
    assert kickoff.state is KickoffState.CONFIRMED
    assert promised(town, "Name two reps").state is CommitmentState.ACCEPTED
    assert promised(town, "Train their reps").state is CommitmentState.ACCEPTED
    assert {"kickoff.submitted", "kickoff.confirmed", "kickoff.promise_accepted"} <= actions


def test_the_partner_changes_and_declines_their_commitments(small_town: Town) -> None:
    town = small_town
    go_through(town)
    theirs = summary_in(town, BLUTH.shared_channel, BLUTH.user)
    first, second = promised(town, "Name two reps"), promised(town, "Send the price list")

    change = town.press(BLUTH.user, theirs, Action.KICKOFF_CHANGE_PROMISE, value=str(first.id))
    assert change.ok, change.error
    assert fill(town, {"title": "Name one rep", "due_on": "2026-12-20"}, BLUTH.user).ok
    assert town.press(BLUTH.user, theirs, Action.KICKOFF_DECLINE, value=str(second.id)).ok
    assert fill(town, {"reason": "No price list yet"}, BLUTH.user).ok
    town.deliver()

    shown = summary_in(town, BLUTH.shared_channel)
    assert "Sofia Marin asks for: Name one rep" in said(shown)
    assert "No price list yet" in said(shown)
    asked = town.direct(NADIA)[-1]
    assert "asks for a change" in asked.text
    assert town.press(NADIA, asked, Action.KICKOFF_TAKE_CHANGE, value=str(first.id)).ok
    town.deliver()
    assert promised(town, "Name one rep").state is CommitmentState.ACCEPTED
    assert "agreed to the change" in town.direct(NADIA)[-1].text


def test_the_partner_puts_their_half_right(small_town: Town) -> None:
    town = small_town
    go_through(town)
    theirs = summary_in(town, BLUTH.shared_channel, BLUTH.user)

    assert town.press(BLUTH.user, theirs, Action.KICKOFF_CHANGE).ok
    assert fill(town, {"K4.theirs": "Not before June", "K4.state": "differs"}, BLUTH.user).ok
    town.deliver()

    assert "Not before June" in said(summary_in(town, BLUTH.internal_channel))
    assert "Roll-out" in town.direct(NADIA)[-1].text


def test_a_guest_answers_for_the_partner_they_work_for_and_for_no_other(small_town: Town) -> None:
    town = small_town
    go_through(town, GLOBEX.internal_channel)
    post = summary_in(town, GLOBEX.shared_channel, cast.GUEST)

    assert town.press(cast.GUEST, post, Action.KICKOFF_CONFIRM).ok
    town.deliver()

    assert "confirmed by" in said(summary_in(town, GLOBEX.shared_channel))


def test_ours_cannot_confirm_for_a_partner_with_a_shared_channel(small_town: Town) -> None:
    town = small_town
    go_through(town)
    post = summary_in(town, BLUTH.shared_channel)

    assert town.press(NADIA, post, Action.KICKOFF_CONFIRM).ok

    assert "to answer" in town.posts(BLUTH.shared_channel, NADIA)[-1].text
    with town.database.across_workspaces.reading() as session:
        assert session.exec(select(Kickoff)).one().state is KickoffState.SUBMITTED


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


def test_without_a_shared_channel_ours_record_the_partners_answers(small_town: Town) -> None:
    town = small_town
    with town.database.across_workspaces.transaction() as session:
        shared = session.exec(
            select(Channel).where(col(Channel.slack_channel_id) == BLUTH.shared_channel)
        ).one()
        session.delete(shared)
    go_through(town)
    post = summary_in(town, BLUTH.internal_channel)
    assert "our people record their answers for them" in said(post)

    value = str(promised(town, "Name two reps").id)
    assert town.press(NADIA, post, Action.KICKOFF_CONFIRM).ok
    assert town.press(NADIA, post, Action.KICKOFF_ACCEPT, value=value).ok

    shown = said(summary_in(town, BLUTH.internal_channel))
    assert "recorded by Nadia Brooks for Bluth Company" in shown
    assert promised(town, "Name two reps").state is CommitmentState.ACCEPTED


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


def test_a_topic_is_edited_after_the_kickoff_and_the_summary_says_so(small_town: Town) -> None:
    town = small_town
    go_through(town)
    town.sandbox.acts.close(NADIA, town.modal(NADIA).id)
    town.type(NADIA, BLUTH.internal_channel, "kickoff")
    with town.database.across_workspaces.reading() as session:
        topic = session.exec(select(KickoffTopic).where(col(KickoffTopic.topic) == Topic.K5)).one()

    press(town, Action.KICKOFF_EDIT_TOPIC, value=str(topic.id))
    choose_state(town, Topic.K5, "agreed")
    assert fill(town, {"K5.ours": "We bring them leads"}).ok
    town.deliver()

    assert "We bring them leads" in said(summary_in(town, BLUTH.shared_channel))
    assert "9 of 10 topics agreed" in said(summary_in(town, BLUTH.shared_channel))


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
