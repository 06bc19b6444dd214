"""Buttons, menus and pickers in messages."""

from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from bot.sandbox.entities import Json, Message
from tests.sandbox.views import actions, button, option, section, text_input


def post(client: WebClient, sandbox: Sandbox, *blocks: Json, channel: str = "C0INT") -> Message:
    ts = client.chat_postMessage(channel=channel, text="Hello", blocks=list(blocks))["ts"]
    message = sandbox.world.find_message(channel, ts)
    assert message
    return message


def heard(app: App, action_id: str) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []

    @app.action(action_id)
    def listen(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        seen.append(body)

    return seen


def test_a_press_tells_the_app_who_where_and_what(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    seen = heard(over_http, "go")
    message = post(client, sandbox, actions(button(value="42")))

    assert sandbox.acts.press("U0NADIA", message, "go").ok

    [body] = seen
    assert body["user"] == {
        "id": "U0NADIA",
        "username": "nadia",
        "name": "nadia",
        "team_id": "T0HOME",
    }
    assert body["team"] == {"id": "T0HOME", "domain": "northwind"}
    assert body["channel"] == {"id": "C0INT", "name": "acme-internal"}
    assert body["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": "C0INT",
        "is_ephemeral": False,
    }
    assert body["message"]["blocks"][0]["elements"][0]["value"] == "42"
    [action] = body["actions"]
    assert action.pop("action_ts")
    assert action == {
        "type": "button",
        "action_id": "go",
        "block_id": "row",
        "value": "42",
        "text": {"type": "plain_text", "text": "Go"},
    }


def test_a_press_can_settle_its_message_in_place(
    app: App, client: WebClient, sandbox: Sandbox
) -> None:
    @app.action("go")
    def listen(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="Done by Nadia", replace_original=True)

    message = post(client, sandbox, actions(button()))
    sandbox.acts.press("U0NADIA", message, "go")

    assert (message.text, message.blocks) == ("Done by Nadia", [])
    assert len(sandbox.world.messages("C0INT")) == 1


def test_an_outside_persons_press_keeps_their_team_and_our_installation(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    seen = heard(over_http, "go")
    message = post(client, sandbox, actions(button()), channel="C0SHARED")

    sandbox.acts.press("U0ANA", message, "go")

    assert seen[0]["user"]["team_id"] == "T0ACME"
    assert seen[0]["team"]["id"] == "T0HOME"


def test_two_buttons_of_one_action_are_told_apart_by_value(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    seen = heard(over_http, "done")
    rows = [actions(button("done", value=str(n)), block_id=f"row{n}") for n in (1, 2)]
    message = post(client, sandbox, *rows)

    sandbox.acts.press("U0NADIA", message, "done", value="2")

    assert seen[0]["actions"][0]["block_id"] == "row2"


def test_a_choice_arrives_in_the_action_and_stays_in_the_state(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    seen = heard(over_http, "snooze")
    later = [option("today"), option("tomorrow")]
    menu = {"type": "static_select", "action_id": "snooze", "options": later}
    picker = {"type": "datepicker", "action_id": "day"}
    message = post(client, sandbox, actions(menu, picker))

    sandbox.acts.press("U0NADIA", message, "snooze", selected="tomorrow")

    [body] = seen
    assert body["actions"][0]["selected_option"] == option("tomorrow")
    assert body["state"]["values"] == {
        "row": {
            "snooze": {"type": "static_select", "selected_option": option("tomorrow")},
            "day": {"type": "datepicker", "selected_date": None},
        }
    }


def test_an_overflow_menu_offers_its_options_only(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    seen = heard(over_http, "more")
    menu = {"type": "overflow", "action_id": "more", "options": [option("drop")]}
    message = post(client, sandbox, section(accessory=menu))

    assert sandbox.acts.press("U0NADIA", message, "more", selected="drop").ok
    assert seen[0]["actions"][0]["selected_option"] == option("drop")
    assert not sandbox.acts.press("U0NADIA", message, "more", selected="keep").ok


def test_what_is_typed_in_a_message_goes_along_with_the_press(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    seen = heard(over_http, "go")
    message = post(client, sandbox, text_input(), actions(button()))

    sandbox.acts.fill("U0BEN", message, "why", "typed", "someone else's words")
    sandbox.acts.fill("U0NADIA", message, "why", "typed", "because")
    sandbox.acts.press("U0NADIA", message, "go")

    typed = {"type": "plain_text_input", "value": "because"}
    assert seen[0]["state"]["values"] == {"why": {"typed": typed}}


def test_an_ephemeral_message_is_pressed_by_its_reader_alone(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    seen = heard(over_http, "go")
    client.chat_postEphemeral(
        channel="C0INT", user="U0NADIA", text="Psst", blocks=[actions(button())]
    )
    [message] = sandbox.world.messages("C0INT", "U0NADIA")

    assert sandbox.acts.press("U0BEN", message, "go").error == "This message is someone else's."
    assert sandbox.acts.press("U0NADIA", message, "go").ok
    assert seen[0]["container"]["is_ephemeral"] is True
    assert "message" not in seen[0]


def test_what_is_gone_cannot_be_pressed(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    message = post(client, sandbox, actions(button()))
    client.chat_delete(channel="C0INT", ts=message.ts)

    assert sandbox.acts.press("U0NADIA", message, "go").error == "This message is gone."


def test_a_deactivated_person_does_nothing(
    over_http: App, client: WebClient, sandbox: Sandbox
) -> None:
    message = post(client, sandbox, actions(button()))
    sandbox.world.deactivate("U0BEN")

    assert not sandbox.acts.press("U0BEN", message, "go").ok
