"""The hand that goes through a kickoff in a town."""

from collections.abc import Mapping

from sqlmodel import col, select

from bot.demo import cast
from bot.rules.kickoff import STEPS, Topic
from bot.sandbox.entities import Message
from bot.sandbox.outcome import Outcome
from messages.ids import Action
from storage.commitments import Commitment
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
    picked = element.get("selected_date") or element.get("selected_user")
    return str(element.get("value") or chosen.get("value") or picked or "")


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
