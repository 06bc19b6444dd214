"""One app installed in two workspaces: each with its own token, people and channels."""

from typing import Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from tests.sandbox.conftest import connect, hang_up


def test_each_workspace_is_served_with_its_own_token(sandbox: Sandbox) -> None:
    sandbox.world.install_app(
        team="T0ACME",
        bot_user="U0ACMEBOT",
        bot_token="xoxb-acme",
        commands={"/partner": "Partners"},
    )
    sandbox.world.add_channel("C0ACME", team="T0ACME", name="ours", members=["U0ANA", "U0ACMEBOT"])
    tokens = {"T0HOME": "xoxb-sandbox", "T0ACME": "xoxb-acme"}

    def authorize(team_id: str) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token=tokens[team_id])

    bolt = App(
        client=WebClient(base_url=sandbox.api_url),
        authorize=authorize,
        signing_secret="unused",
        process_before_response=True,
    )

    @bolt.command("/partner")
    def listen(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=body["channel_id"], text=f"for {body['team_id']}")

    handler = connect(bolt, sandbox)
    sandbox.acts.command("U0NADIA", "C0INT", "/partner")
    sandbox.acts.command("U0ANA", "C0ACME", "/partner")
    hang_up(handler)

    assert [m.text for m in sandbox.world.messages("C0INT")] == ["for T0HOME"]
    assert [m.text for m in sandbox.world.messages("C0ACME")] == ["for T0ACME"]
    assert [m.user for m in sandbox.world.messages("C0ACME")] == ["U0ACMEBOT"]
    assert {call.team for call in sandbox.calls if call.method == "chat.postMessage"} == {
        "T0HOME",
        "T0ACME",
    }
