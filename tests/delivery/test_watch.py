"""The watch: in turn, within Slack's limits, and pausing only what it has seen."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from slack_sdk import WebClient
from sqlmodel import col, select

from bot.delivery.people import People
from bot.delivery.watch import MOST, Watch
from bot.sandbox import Sandbox
from storage.database import Database
from storage.partners import Channel, ChannelState, Partner
from tests.delivery.conftest import NOW, Desk
from tests.factories import make_channel, make_partner, make_workspace


@pytest.fixture
def watch(database: Database, client: WebClient) -> Watch:
    return Watch(database, lambda _: client, People(), lambda _: True)


def looks(sandbox: Sandbox) -> list[str]:
    return [
        str(call.args["channel"]) for call in sandbox.calls if call.method == "conversations.info"
    ]


def state(desk: Desk) -> tuple[ChannelState, str | None]:
    with desk.database.across_workspaces.reading() as session:
        its = session.get_one(Channel, desk.home.internal)
        return its.state, its.paused_reason


def test_each_channel_has_its_turn_and_a_paused_one_is_left_alone(
    desk: Desk, sandbox: Sandbox, watch: Watch
) -> None:
    with desk.database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, desk.home.partner)
        for number in range(MOST):
            name = f"C0MORE{number}"
            make_channel(session, partner, slack_channel_id=name)
            sandbox.world.add_channel(name, team="T0HOME", name=name.lower(), members=["U0BOT"])
    sandbox.world.set_pending_shared("C0INT", ["T0ACME"])

    paused = [watch.look_around(NOW + timedelta(seconds=30 * turn)) for turn in range(2)]

    assert sum(paused) == 1
    assert set(looks(sandbox)) == {"C0INT", *(f"C0MORE{number}" for number in range(MOST))}
    assert len(looks(sandbox)) == 2 * MOST  # the shared channel is nobody's secret
    assert state(desk) == (ChannelState.PAUSED, "The channel is about to be shared.")
    watch.look_around(NOW + timedelta(seconds=60))
    assert looks(sandbox).count("C0INT") == 1


def test_a_channel_slack_says_nothing_of_keeps_no_other_from_its_turn(
    desk: Desk, sandbox: Sandbox, watch: Watch
) -> None:
    with desk.database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, desk.home.partner)
        make_channel(session, partner, slack_channel_id="C0MORE")
    sandbox.world.add_channel("C0MORE", team="T0HOME", name="more", members=["U0BOT"])
    sandbox.faults.fail("conversations.info", "internal_error", status=500)

    watch.look_around(NOW)

    assert set(looks(sandbox)) == {"C0INT", "C0MORE"}


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(lambda faults: faults.limit("conversations.info", 30), id="limited"),
        pytest.param(lambda faults: faults.lose_call("conversations.info"), id="away"),
        pytest.param(
            lambda faults: faults.fail("conversations.info", "internal_error", status=500),
            id="broken",
        ),
    ],
)
def test_what_slack_does_not_say_pauses_nothing_and_is_asked_again(
    desk: Desk, sandbox: Sandbox, watch: Watch, trouble: Callable[[object], None]
) -> None:
    sandbox.world.set_frozen("C0INT")
    trouble(sandbox.faults)

    assert watch.look_around(NOW) == 0

    assert state(desk) == (ChannelState.OPEN, None)
    with desk.database.across_workspaces.reading() as session:
        seen = session.exec(select(Channel).where(col(Channel.looked_at).is_not(None))).all()
    assert seen == []


def test_a_channel_that_is_gone_is_paused(desk: Desk, sandbox: Sandbox, watch: Watch) -> None:
    sandbox.faults.fail("conversations.info", "channel_not_found")

    watch.look_around(NOW)

    assert state(desk) == (ChannelState.PAUSED, "The channel is gone, or I'm not in it.")


def test_it_calls_less_than_slack_permits(desk: Desk, sandbox: Sandbox, watch: Watch) -> None:
    for turn in range(40):
        watch.look_around(NOW + timedelta(seconds=turn))

    assert len(looks(sandbox)) == 25  # of fifty a minute; the rest is for what is sent


def test_a_workspace_whose_watch_breaks_leaves_the_others_watched(
    desk: Desk, sandbox: Sandbox, watch: Watch, client: WebClient
) -> None:
    sandbox.world.set_frozen("C0INT")
    with desk.database.across_workspaces.transaction() as session:
        other = make_workspace(session)
        make_channel(session, make_partner(session, other), slack_channel_id="C0OTHER")

    def client_of(workspace_id: UUID) -> WebClient:
        if workspace_id == other.id:
            raise LookupError("no token")
        return client

    watch.slack = client_of

    assert watch.look_around(NOW) == 1
    assert state(desk)[0] is ChannelState.PAUSED
