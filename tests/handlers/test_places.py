"""A button in a channel reaches the channel's own partner alone, whoever presses it there."""

from typing import Any

import pytest
from slack_bolt.request import BoltRequest
from sqlmodel import select

from bot.app import entries
from bot.flows.access import NOT_FOUND
from bot.rules.commitments import CommitmentState
from bot.sandbox.entities import Message
from handlers.registry import Kind
from messages.ids import Action
from storage.commitments import Commitment
from storage.workspaces import Workspace
from tests.factories import make_commitment, make_goal, make_partner
from tests.handlers.conftest import INTERNAL, NADIA, RANDOM, SHARED, Office

SECRET = "Bravo secret"


@pytest.fixture
def posted(office: Office) -> Message:
    """Return a card about Acme's promise, in the channel both companies read."""
    office.types("commit <@U0ANA> train the reps by 1 Dec")
    office.deliver()
    return office.sandbox.world.messages(SHARED)[-1]


@pytest.fixture
def theirs(office: Office, posted: Message) -> dict[str, str]:
    """Return the ids of another partner and its things, by kind."""
    del posted  # its writing makes Nadia known
    with office.database.across_workspaces.transaction() as session:
        owner = office.person(session, NADIA)
        home = session.exec(select(Workspace)).one()
        bravo = make_partner(session, home, name=SECRET, owner=owner)
        promise = make_commitment(session, bravo, title=f"Send {SECRET}", owner=owner)
        goal = make_goal(session, bravo, metric=f"won {SECRET}")
        return {
            "commitment": str(promise.id),
            "goal": str(goal.id),
            "partner": str(bravo.id),
        }


def forge(office: Office, action: str, value: str, message: Message, channel: str) -> None:
    """Send what Slack would, had one of ours changed the id behind the pressed button."""
    body: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": NADIA, "team_id": "T0HOME"},
        "team": {"id": "T0HOME"},
        "api_app_id": "A0BOT",
        "trigger_id": "1.2.x",
        "channel": {"id": channel, "name": "x"},
        "container": {"type": "message", "message_ts": message.ts, "channel_id": channel},
        "message": {"ts": message.ts, "text": "x", "blocks": [], "user": "U0BOT"},
        "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value}],
    }
    office.bot.bolt.dispatch(BoltRequest(body=body, mode="socket_mode"))


def said(office: Office, channel: str) -> list[str]:
    return [f"{one.text} {one.blocks}" for one in office.sandbox.world.messages(channel)]


def promised(office: Office, promise: str) -> CommitmentState:
    with office.database.across_workspaces.reading() as session:
        return session.exec(select(Commitment).where(Commitment.title == promise)).one().state


def test_no_button_in_a_shared_channel_reaches_another_partner(
    office: Office, posted: Message, theirs: dict[str, str]
) -> None:
    before = said(office, SHARED)

    for entry in entries():
        for value in theirs.values() if entry.kind is Kind.ACTION else ():
            forge(office, entry.name, value, posted, SHARED)

    office.deliver()
    assert said(office, SHARED) == before
    assert promised(office, f"Send {SECRET}") is CommitmentState.ACCEPTED


@pytest.mark.parametrize("channel", [SHARED, INTERNAL, RANDOM])
def test_whoever_presses_it_is_told_so_alone(
    office: Office, posted: Message, theirs: dict[str, str], channel: str
) -> None:
    before = said(office, channel)

    forge(office, Action.COMMITMENT_DONE, theirs["commitment"], posted, channel)

    assert office.direct()[-1].text == NOT_FOUND
    assert said(office, channel) == before


def test_what_only_the_person_reads_is_settled_in_another_partners_channel(
    office: Office, theirs: dict[str, str]
) -> None:
    assert SECRET in office.types("", channel=INTERNAL)
    shown = office.whisper()
    assert shown is not None

    done = f"done:{theirs['commitment']}"
    row = next(one for one in shown.blocks if one.get("accessory"))
    office.press(shown, Action.COMMITMENT_MENU, block_id=row["block_id"], selected=done)

    assert "marked *Send Bravo secret* as done" in office.whispered()
    assert promised(office, f"Send {SECRET}") is CommitmentState.DONE
