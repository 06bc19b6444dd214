"""Pressing a button or choosing in an interactive element: what the app is told."""

from typing import Any

from bot.sandbox import payloads
from bot.sandbox.elements import KINDS
from bot.sandbox.entities import Json
from bot.sandbox.targets import ActError, Target


def is_told(block: Json) -> bool:
    """Say whether the app hears of it: of inputs only where it asked to."""
    return block["type"] != "input" or bool(block.get("dispatch_action"))


def action_of(target: Target, block: Json, element: Json, selected: Any) -> Json:
    """Do what the person chose; return the payload's entry in `actions`.

    Raises ActError for a choice the element does not have.
    """
    action = {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "type": element["type"],
        "action_ts": target.slack.world.stamps.next(),
    }
    if element["type"] in KINDS:
        return action | target.fill(block, element, selected)
    if element["type"] == "overflow":
        chosen = [one for one in element["options"] if one["value"] == selected]
        if not chosen:
            raise ActError(f"There is no option {selected!r} here.")
        return action | {"selected_option": chosen[0]}
    return action | {name: element[name] for name in ("text", "value", "style") if name in element}


def payload_of(target: Target, action: Json) -> Json:
    """Return the block_actions payload; from a message it carries a response_url."""
    slack = target.slack
    view_id = target.view.id if target.view else None
    payload = {
        **payloads.base(slack, "block_actions", target.app, target.user),
        **target.about(),
        "trigger_id": slack.triggers.new(target.app, target.user.id, view_id),
        "actions": [action],
    }
    if target.message:
        path = slack.response_urls.new(
            target.app, target.user.id, target.message.channel, message=target.message
        )
        payload["response_url"] = slack.url + path
    return payload
