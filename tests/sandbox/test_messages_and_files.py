"""Messages and files: posted, rewritten, threaded, found again."""

from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from tests.sandbox.clocks import FixedClock
from tests.sandbox.refusals import code, refusal
from tests.sandbox.views import section


def test_a_post_returns_the_message_with_ids_filled_in(client: WebClient) -> None:
    answer = client.chat_postMessage(channel="C0INT", text="Hello", blocks=[section()])

    assert answer["channel"] == "C0INT"
    assert answer["message"]["bot_id"] == "B0BOT"
    assert answer["message"]["blocks"][0]["block_id"]


def test_a_refused_block_is_pointed_at(client: WebClient) -> None:
    answer = refusal(client, "chat.postMessage", channel="C0INT", blocks=[section("x" * 3001)])

    sentence = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [sentence]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {sentence}"]


def test_posting_to_a_person_opens_their_direct_messages(
    client: WebClient, sandbox: Sandbox
) -> None:
    answer = client.chat_postMessage(channel="U0NADIA", text="Good morning")

    assert answer["channel"] == sandbox.world.dm("U0NADIA").id
    assert answer["channel"].startswith("D")
    assert client.chat_update(channel=answer["channel"], ts=answer["ts"], text="Done")["ok"]


@pytest.mark.parametrize(
    ("target", "trouble", "error"),
    [
        ("C0NONE", lambda w: None, "channel_not_found"),
        ("C0INT", lambda w: w.leave("C0INT", "U0BOT"), "not_in_channel"),
        ("C0INT", lambda w: w.archive("C0INT"), "is_archived"),
        ("C0INT", lambda w: w.delete_channel("C0INT"), "channel_not_found"),
        ("U0NONE", lambda w: None, "user_not_found"),
        ("U0BEN", lambda w: w.deactivate("U0BEN"), "user_disabled"),
        ("U0BOT", lambda w: None, "cannot_dm_bot"),
        ("U0ANA", lambda w: w.set_shared("C0SHARED", []), "user_not_found"),
    ],
)
def test_where_one_cannot_write(
    target: str, trouble: Any, error: str, client: WebClient, sandbox: Sandbox
) -> None:
    trouble(sandbox.world)

    assert code(client, "chat.postMessage", channel=target, text="x") == error


def test_text_is_cut_when_posted_and_refused_when_updated(
    client: WebClient, sandbox: Sandbox
) -> None:
    ts = client.chat_postMessage(channel="C0INT", text="x" * 40_001)["ts"]
    [message] = sandbox.world.messages("C0INT")

    assert len(message.text) == 40_000
    long = {"channel": "C0INT", "ts": ts, "text": "x" * 4001}
    assert code(client, "chat.update", **long) == "msg_too_long"
    assert code(client, "chat.postMessage", channel="C0INT", text=" ") == "no_text"


def test_an_update_without_blocks_takes_them_away(client: WebClient, sandbox: Sandbox) -> None:
    ts = client.chat_postMessage(channel="C0INT", text="x", blocks=[section()])["ts"]

    client.chat_update(channel="C0INT", ts=ts, text="y")

    [message] = sandbox.world.messages("C0INT")
    assert (message.text, message.blocks) == ("y", [])
    assert message.edited_ts


def test_only_ones_own_messages_can_be_changed(client: WebClient, sandbox: Sandbox) -> None:
    said = sandbox.acts.say("U0NADIA", "C0INT", "mine")
    place = {"channel": "C0INT", "ts": said.ts}

    assert code(client, "chat.update", text="x", **place) == "cant_update_message"
    assert code(client, "chat.delete", **place) == "cant_delete_message"
    gone = {"channel": "C0INT", "ts": "1.000000"}
    assert code(client, "chat.update", text="x", **gone) == "message_not_found"


def test_ephemerals_are_for_members_and_go_with_a_reload(
    client: WebClient, sandbox: Sandbox
) -> None:
    client.chat_postEphemeral(channel="C0INT", user="U0NADIA", text="Psst")
    outside = {"channel": "C0INT", "user": "U0GUEST", "text": "x"}

    assert code(client, "chat.postEphemeral", **outside) == "user_not_in_channel"
    assert [m.text for m in sandbox.world.messages("C0INT", "U0NADIA")] == ["Psst"]
    sandbox.world.clear_ephemerals("U0NADIA")
    assert sandbox.world.messages("C0INT", "U0NADIA") == []


def test_metadata_is_found_again_in_history_when_asked_for(client: WebClient) -> None:
    metadata = {"event_type": "sent", "event_payload": {"key": "k7"}}
    client.chat_postMessage(channel="C0INT", text="x", metadata=metadata)

    plain = client.conversations_history(channel="C0INT")["messages"]
    full = client.conversations_history(channel="C0INT", include_all_metadata=True)["messages"]

    assert "metadata" not in plain[0]
    assert full[0]["metadata"] == metadata
    wrong = {"channel": "C0INT", "text": "x", "metadata": {"key": "k7"}}
    assert code(client, "chat.postMessage", **wrong) == "invalid_metadata_format"


def test_threads_hang_on_their_first_message(client: WebClient) -> None:
    root = client.chat_postMessage(channel="C0INT", text="root")["ts"]
    first = client.chat_postMessage(channel="C0INT", text="one", thread_ts=root)["ts"]
    client.chat_postMessage(channel="C0INT", text="two", thread_ts=first)

    thread = client.conversations_replies(channel="C0INT", ts=root)["messages"]
    top = client.conversations_history(channel="C0INT")["messages"]

    assert [m["text"] for m in thread] == ["root", "one", "two"]
    assert [m["text"] for m in top] == ["root"]


def test_an_answer_to_a_deleted_message_stands_in_the_channel_itself(client: WebClient) -> None:
    root = client.chat_postMessage(channel="C0INT", text="root")["ts"]
    client.chat_delete(channel="C0INT", ts=root)

    said = client.chat_postMessage(channel="C0INT", text="one", thread_ts=root)

    assert "thread_ts" not in said["message"]
    assert code(client, "conversations.replies", channel="C0INT", ts=root) == "thread_not_found"


def test_history_is_cut_by_time_and_page(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel="C0INT", text=str(n))["ts"] for n in range(5)]

    later = client.conversations_history(channel="C0INT", oldest=stamps[2])
    first = client.conversations_history(channel="C0INT", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = client.conversations_history(channel="C0INT", limit=2, cursor=cursor)

    assert [m["text"] for m in later["messages"]] == ["4", "3"]
    assert first["has_more"]
    assert [m["text"] for m in second["messages"]] == ["2", "1"]


def test_a_picture_is_shown_once_it_is_ready(
    client: WebClient, sandbox: Sandbox, clock: FixedClock
) -> None:
    sandbox.slack.file_delay_s = 5.0
    uploaded = client.files_upload_v2(filename="goals.png", content=b"\x89PNG...", title="Goals")
    file = uploaded["files"][0]["id"]
    block = {"type": "image", "alt_text": "Goals", "slack_file": {"id": file}}

    too_early = refusal(client, "chat.postMessage", channel="C0INT", blocks=[block])
    assert "invalid slack file" in too_early["errors"][0]
    assert "thumb_360" not in client.files_info(file=file)["file"]
    clock.pass_time(seconds=6)
    assert "thumb_360" in client.files_info(file=file)["file"]
    assert client.chat_postMessage(channel="C0INT", text="Goals", blocks=[block])["ok"]


def test_a_file_can_be_shared_as_it_is_uploaded(client: WebClient, sandbox: Sandbox) -> None:
    client.files_upload_v2(
        filename="pack.pptx", content=b"deck", channel="C0INT", initial_comment="The pack"
    )

    [message] = sandbox.world.messages("C0INT")
    assert message.text == "The pack"
    assert sandbox.world.files[message.files[0]].content == b"deck"
