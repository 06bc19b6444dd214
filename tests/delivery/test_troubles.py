from itertools import pairwise

import pytest

from bot.delivery.outbox import InsideDM, Intent, post_shared, update_internal
from bot.delivery.pace import Limits
from bot.delivery.troubles import Fault, Trouble, fault_of
from bot.sandbox import Sandbox
from messages.audience import SharedMessage
from messages.parts import section
from storage.database import Database
from storage.outbox import Outbox, OutboxState
from storage.partners import Channel, ChannelState
from storage.people import Person
from storage.workspaces import Workspace, WorkspaceState
from tests.delivery.conftest import NOW, Build, Desk, dm, internal, texts


def posts(sandbox: Sandbox, channel: str) -> int:
    return sum(
        call.method == "chat.postMessage" and call.args["channel"] == channel
        for call in sandbox.calls
    )


def test_a_lost_answer_is_found_by_its_key_and_not_sent_again(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_channel()
    sandbox.faults.lose_answer("chat.postMessage")

    desk.send()
    assert desk.row(row).state is OutboxState.UNKNOWN

    desk.send()
    assert desk.row(row).state is OutboxState.SENT
    assert desk.row(row).slack_ts == sandbox.world.messages("C0INT")[0].ts
    assert texts(sandbox, "C0INT") == ["Behind."]


def test_a_lost_call_is_found_absent_and_sent_again(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_channel()
    sandbox.faults.lose_call("chat.postMessage")

    desk.send()
    assert texts(sandbox, "C0INT") == []

    desk.send()
    assert texts(sandbox, "C0INT") == ["Behind."]
    assert desk.row(row).state is OutboxState.SENT


@pytest.mark.parametrize(
    ("subject", "seen"),
    [
        pytest.param("commitment", [], id="about one thing: not sent any more"),
        pytest.param("partner", ["Done."], id="about several: as it reads now"),
    ],
)
def test_what_was_answered_while_its_call_was_lost_does_not_ask_again(
    desk: Desk, sandbox: Sandbox, database: Database, subject: str, seen: list[str]
) -> None:
    row = desk.to_channel()
    sandbox.faults.lose_call("chat.postMessage")
    desk.send()
    with database.across_workspaces.transaction() as session:
        lost = session.get_one(Outbox, row)
        lost.subject_kind, lost.subject_id = subject, row
        intent = Intent(lost.workspace_id, "settled", "settled", "It was settled.", NOW)
        update_internal(session, internal("Done."), of=row, intent=intent)

    desk.send()

    assert texts(sandbox, "C0INT") == seen


@pytest.mark.parametrize("code", ["fatal_error", "internal_error"])
def test_an_error_that_may_have_posted_is_not_sent_again_blindly(
    desk: Desk, sandbox: Sandbox, code: str
) -> None:
    desk.to_channel()
    sandbox.faults.fail("chat.postMessage", code, status=500, done=True)

    desk.send()
    desk.send()

    assert texts(sandbox, "C0INT") == ["Behind."]


def test_without_the_history_scope_a_lost_message_stays_unknown(
    desk: Desk, sandbox: Sandbox
) -> None:
    for app in sandbox.world.apps:
        app.scopes -= {"channels:history"}
    row, behind = desk.to_channel("one"), desk.to_channel("two")
    sandbox.faults.lose_answer("chat.postMessage")

    desk.send()
    desk.send()

    assert (desk.row(row).state, desk.row(row).reason) == (OutboxState.UNKNOWN, "missing_scope")
    assert desk.row(behind).state is OutboxState.SENT
    assert texts(sandbox, "C0INT") == ["one", "two"]


def test_nothing_overtakes_a_message_whose_outcome_is_unknown(
    build: Build, desk: Desk, sandbox: Sandbox
) -> None:
    patient = build(lost_answer_s=60.0)
    desk.to_channel("one")
    desk.to_channel("two")
    desk.to_nadia("elsewhere")
    sandbox.faults.lose_call("chat.postMessage")

    patient.send_due(NOW)
    assert texts(sandbox, "C0INT") == []
    assert dm(sandbox, "U0NADIA") == ["elsewhere"]

    desk.send()
    assert texts(sandbox, "C0INT") == ["one", "two"]


def test_a_process_that_died_while_sending_leaves_what_is_found_out_later(
    desk: Desk, sandbox: Sandbox
) -> None:
    row = desk.to_channel()
    dying = desk.row(row)
    dying.state, dying.claimed_by, dying.claimed_at = OutboxState.SENDING, "gone", NOW
    desk.write(lambda session: session.merge(dying))
    desk.dispatcher.lost_answer_s = -1e9  # the claim is in the test's time, not the wall's

    desk.send()

    assert texts(sandbox, "C0INT") == ["Behind."]


def test_a_retry_after_is_waited_for_and_then_it_goes(desk: Desk, sandbox: Sandbox) -> None:
    desk.to_channel()
    sandbox.faults.limit("chat.postMessage", 1)

    desk.send()

    assert texts(sandbox, "C0INT") == ["Behind."]
    assert posts(sandbox, "C0INT") == 2


def test_slack_being_away_for_a_moment_loses_nothing(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_channel()
    sandbox.faults.fail("chat.postMessage", "service_unavailable", status=503)

    desk.send()

    assert texts(sandbox, "C0INT") == ["Behind."]
    assert desk.row(row).attempts == 1


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


def test_a_dead_token_stops_the_workspace_and_keeps_its_messages(
    desk: Desk, sandbox: Sandbox
) -> None:
    row, other = desk.to_channel(), desk.to_nadia()
    sandbox.world.revoke(sandbox.world.apps[0])

    desk.send()
    desk.send()

    with desk.database.across_workspaces.reading() as session:
        workspace = session.get_one(Workspace, desk.home.workspace)
    assert workspace.state is WorkspaceState.STOPPED
    assert {desk.row(row).state, desk.row(other).state} == {OutboxState.PENDING}
    assert len([call for call in sandbox.calls if call.method == "conversations.info"]) <= 1


def test_blocks_that_slack_refuses_go_out_as_a_short_text(desk: Desk, sandbox: Sandbox) -> None:
    row = desk.to_channel("Behind by a lot.")
    sandbox.faults.fail("chat.postMessage", "invalid_blocks")

    desk.send()

    assert desk.row(row).state is OutboxState.SENT
    assert texts(sandbox, "C0INT")[0].startswith("Behind by a lot.\n")
    assert "Home tab" in texts(sandbox, "C0INT")[0]


def test_what_an_admin_forbids_is_told_to_the_admin_once(desk: Desk, sandbox: Sandbox) -> None:
    first, second = desk.to_channel("one"), desk.to_channel("two")
    sandbox.faults.fail("chat.postMessage", "restricted_action", times=2)

    desk.send()

    assert desk.row(first).state is OutboxState.FAILED
    assert desk.row(second).reason == "restricted_action"
    assert len(dm(sandbox, "U0BEN")) == 1
    assert "restricted action" in dm(sandbox, "U0BEN")[0]


def test_a_row_that_breaks_our_own_code_does_not_stop_the_rest(
    desk: Desk, sandbox: Sandbox
) -> None:
    poison = desk.to_channel("poison")
    broken = desk.row(poison)
    broken.payload = {"blocks": []}
    desk.write(lambda session: session.merge(broken))
    desk.to_channel("next")

    desk.send()

    assert texts(sandbox, "C0INT") == ["next"]
    assert desk.row(poison).state is OutboxState.FAILED


def test_posts_to_one_channel_are_a_moment_apart(
    build: Build, desk: Desk, sandbox: Sandbox
) -> None:
    paced = build(limits=Limits(conversation_gap_s=0.3))
    for number in range(3):
        desk.to_channel(f"{number}")

    paced.send_due(NOW)

    stamps = [float(message.ts) for message in sandbox.world.messages("C0INT")]
    assert all(later - earlier >= 0.29 for earlier, later in pairwise(stamps))


def test_a_connection_that_was_never_made_did_nothing() -> None:
    assert fault_of(ConnectionRefusedError()) == Fault(Trouble.LATER, "unreachable")
    assert fault_of(TimeoutError()) == Fault(Trouble.UNKNOWN, "no_answer")
