from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event, Thread
from urllib.parse import urlencode

import httpx
import pytest
from slack_bolt import Ack
from sqlmodel import select

from bot import service
from bot.app import Bot
from bot.clock import SystemClock
from bot.delivery.outbox import InsideDM, Intent, post_internal
from bot.doors import PortTakenError
from bot.installation import NotConnectedError, OtherTenantError
from bot.sandbox import Sandbox
from bot.service import Service
from messages.audience import InternalMessage
from storage.database import Database
from storage.workspaces import Workspace, WorkspaceState
from tests import factories
from tests.web.conftest import SECRET, wait_for
from tests.web.test_gate import signed

MakeBot = Callable[..., Bot]


@contextmanager
def running(bot: Bot) -> Iterator[Service]:
    running = Service(bot)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def test_a_command_is_answered_over_socket_mode(make_bot: MakeBot, sandbox: Sandbox) -> None:
    with running(make_bot()):
        outcome = sandbox.acts.command("U0NADIA", "C0INT", "/partner", "help")

    assert outcome.ok


def test_a_command_is_answered_over_http(
    make_bot: MakeBot, sandbox: Sandbox, free_port: int
) -> None:
    bot = make_bot(SLACK_APP_TOKEN=None, SLACK_SIGNING_SECRET=SECRET, PORT=str(free_port))
    sandbox.deliver_over_http(f"http://127.0.0.1:{free_port}/slack/events")

    with running(bot):
        outcome = sandbox.acts.command("U0NADIA", "C0INT", "/partner", "help")

    assert outcome.ok


def test_nine_who_wait_for_slack_at_once_do_not_wait_for_one_another(
    make_bot: MakeBot, free_port: int
) -> None:
    bot = make_bot(SLACK_APP_TOKEN=None, SLACK_SIGNING_SECRET=SECRET, PORT=str(free_port))
    together = Barrier(9)

    @bot.bolt.command("/wait")
    def wait(ack: Ack) -> None:
        together.wait(20)
        ack()

    def ask(number: int) -> int:
        asked = {"command": "/wait", "team_id": "T0HOME", "user_id": "U0NADIA", "text": number}
        body = urlencode(asked).encode()
        headers = signed(body, at=int(SystemClock().now().timestamp()))
        url = f"http://127.0.0.1:{free_port}/slack/events"
        return httpx.post(url, content=body, headers=headers, timeout=30).status_code

    with running(bot), ThreadPoolExecutor(9) as callers:
        answers = list(callers.map(ask, range(9)))

    assert answers == [200] * 9


def test_the_port_says_how_the_bot_is_and_refuses_what_slack_did_not_sign(
    make_bot: MakeBot, free_port: int
) -> None:
    bot = make_bot(SLACK_APP_TOKEN=None, SLACK_SIGNING_SECRET=SECRET, PORT=str(free_port))
    with running(bot), httpx.Client(base_url=f"http://127.0.0.1:{free_port}") as http:
        assert http.get("/healthz").text == "ok"
        assert http.get("/readyz").json() == {"ready": True}
        assert "partner_bot_outbox_failed 0\n" in http.get("/metrics").text
        for junk in (b"{", b"\xff\xfe", b"payload=%7B"):
            assert http.post("/slack/events", content=junk).status_code == 401
        assert http.post("/slack/events", content=b"a" * 1_000_001).status_code == 413
        now = int(SystemClock().now().timestamp())
        body = b"payload=%7Bnonsense"
        answer = http.post("/slack/events", content=body, headers=signed(body, at=now))
        assert answer.status_code < 500
        again = http.post("/slack/events", content=body, headers=signed(body, at=now))
        assert again.status_code == 401


def test_a_port_that_is_taken_is_said_and_nothing_is_left_running(
    make_bot: MakeBot, free_port: int
) -> None:
    http = {"SLACK_APP_TOKEN": None, "SLACK_SIGNING_SECRET": SECRET, "PORT": str(free_port)}
    with running(make_bot(**http)), pytest.raises(PortTakenError):
        Service(make_bot(**http)).start()


def test_what_is_written_while_it_runs_goes_out_within_a_second_or_two(
    make_bot: MakeBot, sandbox: Sandbox
) -> None:
    bot = make_bot()
    with running(bot):
        with bot.database.across_workspaces.transaction() as session:
            workspace = session.exec(select(Workspace)).one()
            nadia = factories.make_person(session, workspace, slack_user_id="U0NADIA")
            now = bot.clock.now()
            intent = Intent(workspace.id, key="hello", rule="test", why="A test.", now=now)
            post_internal(session, InternalMessage("Hello"), InsideDM(nadia.id), intent=intent)
        bot.dispatcher.wake()
        dm = sandbox.world.dm("U0NADIA").id
        wait_for(lambda: [message.text for message in sandbox.world.messages(dm)] == ["Hello"])


def test_an_uninstalled_workspace_stops_within_a_second(
    make_bot: MakeBot, sandbox: Sandbox, sqlite_database: Database
) -> None:
    with running(make_bot()):
        with sqlite_database.across_workspaces.transaction() as session:
            workspace = session.exec(select(Workspace)).one()
            workspace.state = WorkspaceState.STOPPED
            session.add(workspace)
        Event().wait(1.1)
        outcome = sandbox.acts.command("U0NADIA", "C0INT", "/partner", "help")

    assert not (outcome.ack or {}).get("blocks")


def test_a_request_for_another_installation_is_refused(make_bot: MakeBot) -> None:
    installation = make_bot().installation

    ours = installation.tenant_of({"authorizations": [{"team_id": "T0HOME"}], "team": None})
    assert ours == installation.tenant
    with pytest.raises(OtherTenantError):
        installation.tenant_of({"authorizations": [{"team_id": "T0OTHER"}]})
    with pytest.raises(OtherTenantError):
        installation.tenant_of({"view": {"app_installed_team_id": "T0OTHER"}})


def test_a_token_that_slack_does_not_know_is_said_in_a_sentence(make_bot: MakeBot) -> None:
    with pytest.raises(NotConnectedError, match="does not take SLACK_BOT_TOKEN: invalid_auth"):
        make_bot(SLACK_BOT_TOKEN="xoxb-wrong")


def test_the_token_shows_in_no_text_of_the_bot(make_bot: MakeBot) -> None:
    bot = make_bot()

    assert "xoxb-sandbox" not in repr(bot) + repr(bot.installation.identity)


def test_it_runs_until_it_is_told_to_stop(make_bot: MakeBot) -> None:
    stopping, ended = Event(), list[bool]()
    thread = Thread(target=lambda: ended.append(service.run(make_bot(), stopping)))
    thread.start()
    stopping.set()
    thread.join(timeout=60)

    assert ended == [True]


def test_a_dead_dispatcher_asks_to_be_started_anew(
    make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "WATCH_EVERY_S", 0.01)
    with running(make_bot()) as found:
        alive, found._dispatching = found._dispatching, Thread()  # as if it had died
        assert found.wait() is False
        found._dispatching = alive
