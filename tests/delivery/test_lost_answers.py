"""A call whose answer was lost: found out before anything is sent again."""

import pytest

from bot.delivery.outbox import Intent, update_internal
from bot.sandbox import Sandbox
from storage.database import Database
from storage.outbox import Outbox, OutboxState
from tests.delivery.conftest import NOW, Build, Desk, dm, internal, texts


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
