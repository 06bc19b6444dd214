"""A channel or person that is no longer ours alone when the message is to go."""

import pytest

from bot.delivery.outbox import InsideDM, post_shared, update_internal
from bot.sandbox import Sandbox
from messages.audience import SharedMessage
from messages.parts import section
from storage.outbox import OutboxState
from storage.partners import Channel, ChannelState
from storage.people import Person
from tests.delivery.conftest import Desk, dm, internal, texts


@pytest.mark.parametrize(
    ("close", "reason"),
    [
        pytest.param(
            lambda world: world.archive("C0INT"), "The channel is archived.", id="archived"
        ),
        pytest.param(
            lambda world: world.leave("C0INT", "U0BOT"),
            "The bot is not in the channel.",
            id="bot removed",
        ),
        pytest.param(
            lambda world: world.set_shared("C0INT", ["T0ACME"]),
            "The channel is shared with another company.",
            id="shared",
        ),
        pytest.param(
            lambda world: world.set_pending_shared("C0INT", ["T0ACME"]),
            "The channel is about to be shared.",
            id="about to be shared",
        ),
        pytest.param(
            lambda world: world.set_frozen("C0INT"), "The channel is frozen.", id="frozen"
        ),
        pytest.param(
            lambda world: world.join("C0INT", "U0GUEST"),
            "There are guests in the channel.",
            id="a guest joined",
        ),
    ],
)
def test_a_channel_that_is_not_ours_alone_is_paused_and_its_owner_told_once(
    desk: Desk, sandbox: Sandbox, close: object, reason: str
) -> None:
    first, second = desk.to_channel("one"), desk.to_channel("two")
    assert callable(close)
    close(sandbox.world)

    desk.send()
    desk.send()

    assert texts(sandbox, "C0INT") == []
    assert {desk.row(first).state, desk.row(second).state} == {OutboxState.HELD}
    told = dm(sandbox, "U0NADIA")
    assert len(told) == 1
    assert reason in told[0]
    with desk.database.across_workspaces.reading() as session:
        channel = session.get_one(Channel, desk.home.internal)
    assert (channel.state, channel.paused_reason) == (ChannelState.PAUSED, reason)


def test_a_shared_text_goes_where_partners_read(desk: Desk, sandbox: Sandbox) -> None:
    desk.to_shared("Agreed.")

    desk.send()

    assert texts(sandbox, "C0SHARED") == ["Agreed."]


def test_an_internal_text_never_reaches_somebody_who_became_a_guest(
    desk: Desk, sandbox: Sandbox
) -> None:
    row = desk.to_nadia("Acme is at risk.")
    sandbox.world.users["U0NADIA"].guest = "multi"

    desk.send()

    assert dm(sandbox, "U0NADIA") == []
    assert desk.row(row).reason == "The person is not one of us."


def test_a_message_is_not_rewritten_for_somebody_who_became_a_guest(
    desk: Desk, sandbox: Sandbox
) -> None:
    row = desk.to_nadia("Acme is at risk.")
    desk.send()
    sandbox.world.users["U0NADIA"].guest = "multi"
    desk.dispatcher.people.forget("U0NADIA")  # as Slack's user_change has it
    desk.write(
        lambda session: update_internal(
            session, internal("Ben: they may leave us."), of=row, intent=desk.intent(rule="settled")
        )
    )

    desk.send()

    assert dm(sandbox, "U0NADIA") == ["Acme is at risk."]
    [rewrite] = desk.rows("settled")
    assert rewrite.reason == "The person is not one of us."
    assert dm(sandbox, "U0BEN") == []


def test_not_even_what_both_sides_may_read_is_sent_to_a_guest_directly(
    desk: Desk, sandbox: Sandbox
) -> None:
    message = SharedMessage(text="Agreed.", blocks=[section("Agreed.")])
    desk.write(
        lambda session: post_shared(
            session, message, InsideDM(desk.home.nadia), intent=desk.intent()
        )
    )
    sandbox.world.users["U0NADIA"].guest = "multi"

    desk.send()

    assert dm(sandbox, "U0NADIA") == []


def test_what_is_meant_for_somebody_gone_goes_to_who_takes_care(
    desk: Desk, sandbox: Sandbox
) -> None:
    desk.to_nadia("Acme is at risk.")
    sandbox.world.deactivate("U0NADIA")

    desk.send()
    desk.send()

    handed = dm(sandbox, "U0BEN")
    assert handed == ["Nadia Brooks can't be messaged any more, so this comes to you:"]
    blocks = sandbox.world.messages(sandbox.world.dm("U0BEN").id)[0].blocks
    assert blocks[1]["text"]["text"] == "Acme is at risk."
    with desk.database.across_workspaces.reading() as session:
        assert not session.get_one(Person, desk.home.nadia).is_active
