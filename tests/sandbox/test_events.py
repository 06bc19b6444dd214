"""Events: what apps hear, in which shape, and again until they answer."""

from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from starlette.websockets import WebSocket

from bot.sandbox import Sandbox
from tests.sandbox.conftest import connect, hang_up, wait_for


def all_heard(app: App, kind: str) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []

    @app.event(kind)
    def listen(body: dict[str, Any]) -> None:
        seen.append(body)

    return seen


def test_a_message_is_heard_where_the_bot_is(app: App, sandbox: Sandbox) -> None:
    seen = all_heard(app, "message")

    said = sandbox.acts.say("U0ANA", "C0SHARED", "Hello & welcome")
    assert sandbox.settle()

    [body] = seen
    assert body["type"] == "event_callback"
    assert body["is_ext_shared_channel"] is True
    assert body["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": "T0HOME",
            "user_id": "U0BOT",
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]
    event = body["event"]
    assert (event["user"], event["team"], event["channel"]) == ("U0ANA", "T0ACME", "C0SHARED")
    assert (event["text"], event["ts"]) == ("Hello &amp; welcome", said.ts)


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        ("member_joined_channel", lambda w: w.join("C0INT", "U0GUEST")),
        ("member_left_channel", lambda w: w.leave("C0INT", "U0BEN")),
        ("channel_left", lambda w: w.leave("C0INT", "U0BOT")),
        ("channel_archive", lambda w: w.archive("C0INT")),
        ("channel_unarchive", lambda w: w.archive("C0INT", archived=False)),
        ("channel_rename", lambda w: w.rename("C0INT", "acme-team")),
        ("channel_deleted", lambda w: w.delete_channel("C0INT")),
        ("channel_id_changed", lambda w: w.change_channel_id("C0INT", "C0NEW")),
        ("channel_shared", lambda w: w.set_shared("C0INT", ["T0ACME"])),
        ("channel_unshared", lambda w: w.set_shared("C0SHARED", [])),
        ("user_change", lambda w: w.deactivate("U0BEN")),
        ("team_join", lambda w: w.add_user("U0NEW", team="T0HOME", name="new")),
        ("tokens_revoked", lambda w: w.revoke(w.apps[0])),
        ("app_uninstalled", lambda w: w.revoke(w.apps[0])),
    ],
)
def test_what_administrators_do_is_heard(
    kind: str, act: Any, over_http: App, sandbox: Sandbox
) -> None:
    seen = all_heard(over_http, kind)

    act(sandbox.world)
    assert sandbox.settle()

    assert [body["event"]["type"] for body in seen] == [kind]


def test_who_changed_is_told_of_in_full(over_http: App, sandbox: Sandbox) -> None:
    seen = all_heard(over_http, "user_change")

    sandbox.world.set_time_zone("U0GUEST", "Asia/Tokyo")
    assert sandbox.settle()

    user = seen[0]["event"]["user"]
    assert (user["tz"], user["tz_offset"], user["is_restricted"]) == ("Asia/Tokyo", 32400, True)


def test_without_the_scope_nothing_is_heard(over_http: App, sandbox: Sandbox) -> None:
    seen = all_heard(over_http, "message")
    sandbox.world.apps[0].scopes.discard("channels:history")

    sandbox.acts.say("U0NADIA", "C0INT", "between us")
    assert sandbox.settle()

    assert seen == []


def test_a_mention_is_an_event_of_its_own(over_http: App, sandbox: Sandbox) -> None:
    seen = all_heard(over_http, "app_mention")

    sandbox.acts.say("U0NADIA", "C0INT", "@partner-bot hello")
    assert sandbox.settle()

    assert seen[0]["event"]["text"] == "<@U0BOT> hello"


@pytest.mark.parametrize("transport", ["sockets", "http"])
def test_an_unanswered_event_comes_again_three_times_under_the_same_id(
    transport: str, sandbox: Sandbox, bolt: App, request: pytest.FixtureRequest
) -> None:
    tries: list[tuple[str, list[str]]] = []

    @bolt.middleware
    def refuse(req: BoltRequest) -> BoltResponse:
        tries.append((req.body["event_id"], list(req.headers.get("x-slack-retry-num", []))))
        return BoltResponse(status=500)

    request.getfixturevalue(f"over_{transport}")
    sandbox.sockets.deadline_s = 0.2
    sandbox.acts.say("U0NADIA", "C0INT", "anyone there?")

    wait_for(lambda: len(tries) == 4)
    assert len({event_id for event_id, _ in tries}) == 1
    numbers = [number[0] for _, number in tries[1:]]
    assert numbers == ["1", "2", "3"]


def test_an_envelope_can_come_twice_with_one_event_id(over_sockets: App, sandbox: Sandbox) -> None:
    seen = all_heard(over_sockets, "message")
    sandbox.faults.send_twice()

    sandbox.acts.say("U0NADIA", "C0INT", "once")

    wait_for(lambda: len(seen) == 2)
    assert seen[0]["event_id"] == seen[1]["event_id"]


def test_a_refresh_makes_the_app_open_a_new_socket(bolt: App, sandbox: Sandbox) -> None:
    handler = connect(bolt, sandbox)
    [old] = sandbox.sockets.connections("A0BOT")

    sandbox.sockets.refresh("A0BOT")

    wait_for(lambda: [one is old for one in sandbox.sockets.connections("A0BOT")] == [False])
    bolt.command("/partner")(lambda ack: ack())
    assert sandbox.acts.command("U0NADIA", "C0INT", "/partner").ok
    hang_up(handler)


def test_whoever_is_connected_is_reached_at_once(
    bolt: App, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept, known = WebSocket.accept, []

    async def and_look(socket: WebSocket) -> None:
        known.append(len(sandbox.sockets.connections("A0BOT")))
        await accept(socket)

    monkeypatch.setattr(WebSocket, "accept", and_look)
    handler = connect(bolt, sandbox)

    assert known == [1]  # before the app itself can know
    hang_up(handler)


def test_several_sockets_share_the_payloads(bolt: App, sandbox: Sandbox) -> None:
    handlers = [connect(bolt, sandbox) for _ in range(2)]
    seen = all_heard(bolt, "message")

    for n in range(6):
        sandbox.acts.say("U0NADIA", "C0INT", str(n))
    assert sandbox.settle()

    wait_for(lambda: len(seen) == 6)
    assert {body["event"]["text"] for body in seen} == set("012345")
    for handler in handlers:
        hang_up(handler)
