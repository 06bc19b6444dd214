"""Selects that ask the app for their options as a person types."""

from bot.sandbox import payloads
from bot.sandbox.delivery import Delivery
from bot.sandbox.entities import Json
from bot.sandbox.limits import check_options
from bot.sandbox.outcome import Outcome
from bot.sandbox.targets import ActError, Target


def suggest(target: Target, delivery: Delivery, found: tuple[Json, Json], typed: str) -> Outcome:
    """Ask the app for options; those it gave can be chosen afterwards."""
    block, element = found
    if not element["type"].endswith("external_select"):
        raise ActError(f"{element['type']} asks nobody for options.")
    if len(typed) < element.get("min_query_length", 3):
        return Outcome(ok=True, view=target.view)
    payload = {
        **payloads.base(target.slack, "block_suggestion", target.app, target.user),
        **target.about(),
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": typed,
    }
    reply = delivery.deliver(target.app, "interactive", payload)
    if not reply.ok or reply.payload is None:
        return Outcome(ok=False, error="Nothing could be loaded.", view=target.view)
    wrong = check_options(target.slack.world, reply.payload)
    if wrong:
        return Outcome(ok=False, error="; ".join(wrong), ack=reply.payload, view=target.view)
    groups = reply.payload.get("option_groups", [])
    options = [*reply.payload.get("options", [])]
    for group in groups:
        options += group["options"]
    if target.view:
        key = (block["block_id"], element["action_id"])
        target.view.options.setdefault(key, []).extend(options)
    return Outcome(ok=True, ack=reply.payload, options=options, view=target.view)
