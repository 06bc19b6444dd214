from bot.delivery.pausing import pause, resume
from bot.sandbox import Sandbox
from storage.outbox import OutboxState
from storage.partners import Channel, ChannelState
from tests.delivery.conftest import NOW, Desk, dm, texts


def test_what_was_held_goes_out_once_the_channel_is_open_again(
    desk: Desk, sandbox: Sandbox
) -> None:
    row = desk.to_channel()
    sandbox.world.leave("C0INT", "U0BOT")
    desk.send()

    sandbox.world.join("C0INT", "U0BOT")
    desk.write(lambda session: resume(session, channel_id=desk.home.internal, now=NOW))
    desk.send()

    assert desk.row(row).state is OutboxState.SENT
    assert texts(sandbox, "C0INT") == ["Behind."]


def test_a_resumed_channel_is_looked_at_again(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_channel()
    sandbox.world.set_shared("C0INT", ["T0ACME"])
    desk.send()

    desk.write(lambda session: resume(session, channel_id=desk.home.internal, now=NOW))
    desk.send()

    assert desk.row(row).state is OutboxState.HELD
    assert texts(sandbox, "C0INT") == []


def test_pausing_twice_tells_the_owner_once(desk: Desk, sandbox: Sandbox) -> None:
    for _ in range(2):
        desk.write(
            lambda session: pause(
                session, channel_id=desk.home.internal, reason="It was archived.", now=NOW
            )
        )

    desk.send()

    [told] = dm(sandbox, "U0NADIA")
    assert told == (
        "I've stopped posting in <#C0INT> (Acme). It was archived. What I had for it is kept: "
        "nothing goes out there until you say so here."
    )


def test_what_is_written_for_a_paused_channel_waits(desk: Desk, sandbox: Sandbox) -> None:
    desk.write(
        lambda session: pause(
            session, channel_id=desk.home.internal, reason="It was archived.", now=NOW
        )
    )
    row = desk.to_channel()

    desk.send()

    assert (desk.row(row).state, desk.row(row).reason) == (OutboxState.HELD, "It was archived.")
    assert texts(sandbox, "C0INT") == []


def test_a_channel_paused_or_opened_by_anyone_is_told_of_and_released_all_the_same(
    desk: Desk, sandbox: Sandbox
) -> None:
    """As when Slack's own event paused it, before anything was to be written there."""

    def mark(state: ChannelState, reason: str | None) -> None:
        with desk.database.across_workspaces.transaction() as session:
            channel = session.get_one(Channel, desk.home.internal)
            channel.state, channel.paused_reason, channel.paused_at = state, reason, NOW
            session.add(channel)

    mark(ChannelState.PAUSED, "It was archived.")
    desk.to_channel("one")
    desk.to_channel("two")
    desk.send()
    assert len(dm(sandbox, "U0NADIA")) == 1

    mark(ChannelState.OPEN, None)
    desk.send()
    assert texts(sandbox, "C0INT") == ["one", "two"]
