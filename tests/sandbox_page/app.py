"""A small app for the page to show: a modal in steps, buttons, shortcuts, a Home."""

import re
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower()}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str, action: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action, "value": "1", **more}


def field(block: str, label: str, element: Json, **more: Any) -> Json:
    asked = {"action_id": "a", **element}
    return {"type": "input", "block_id": block, "label": plain(label), "element": asked, **more}


def modal(callback: str, blocks: list[Json]) -> Json:
    words = {"title": plain("Kickoff"), "submit": plain("Next"), "close": plain("Later")}
    return {"type": "modal", "callback_id": callback, **words, "blocks": blocks}


FIRST = modal(
    "first",
    [
        field("level", "Level", {"type": "static_select", "options": [option("Co-sell")]}),
        field("answer", "Our answer", {"type": "plain_text_input"}),
        field("people", "People", {"type": "multi_users_select"}, optional=True),
        field(
            "partner",
            "Partner",
            {"type": "external_select", "min_query_length": 1},
            optional=True,
        ),
        field("due", "Due", {"type": "datepicker"}, optional=True),
    ],
)
SECOND = modal(
    "second",
    [
        {"type": "alert", "level": "success", "text": plain("Step 1 is saved.")},
        field("answer", "Our answer", {"type": "plain_text_input"}),
    ],
)
THIRD = modal("third", [section("One more thing")])
HOME = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": plain("On you today")},
        section("Send the pack", accessory=button("Done", "home_done")),
    ],
}


def listen(app: App) -> None:
    """Attach the listeners."""
    app.command("/partner")(answer_command)
    app.view("first")(take_first)
    app.view("second")(lambda ack: ack(response_action="push", view=THIRD))
    app.view("third")(lambda ack: ack(response_action="clear"))
    app.view("shortcut")(lambda ack: ack())
    app.options("a")(lambda ack: ack(options=[option("Globex")]))
    app.action("settle")(settle)
    app.action(re.compile(".*"))(lambda ack: ack())
    app.shortcut(re.compile(".*"))(open_shortcut)
    app.event("app_home_opened")(publish)
    app.event("message")(lambda: None)


def answer_command(ack: Ack, body: Json, client: WebClient) -> None:
    if body["text"] == "kickoff":
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FIRST)
    else:
        ack(f"You said `{body['text']}`")


def take_first(ack: Ack, view: Json) -> None:
    if view["state"]["values"]["answer"]["a"]["value"] == "no":
        ack(response_action="errors", errors={"answer": "Say a little more."})
    else:
        ack(response_action="update", view=SECOND)


def settle(ack: Ack, respond: Respond, body: Json) -> None:
    ack()
    done = f"Settled by <@{body['user']['id']}>"
    respond(text=done, replace_original=True)


def open_shortcut(ack: Ack, body: Json, client: WebClient) -> None:
    ack()
    said = (body.get("message") or {}).get("text", "nothing")
    client.views_open(trigger_id=body["trigger_id"], view=modal("shortcut", [section(said)]))


def publish(event: Json, client: WebClient) -> None:
    if event["tab"] == "home":
        client.views_publish(user_id=event["user"], view=HOME)
