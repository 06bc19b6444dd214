"""A modal's end: what the person must still fill in, and what the app's answer does."""

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox import payloads, view_stacks
from bot.sandbox.delivery import Reply
from bot.sandbox.elements import KINDS
from bot.sandbox.entities import Json, View
from bot.sandbox.outcome import Outcome
from bot.sandbox.targets import ActError, Target
from bot.sandbox.view_stacks import ViewError

TROUBLE = "We had some trouble connecting. Try again?"
REQUIRED = "This field is required."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")


def fill_all(target: Target, values: Mapping[str, Mapping[str, Any]] | None) -> None:
    """Type all of a person's values. Raises ActError for one that has no place."""
    for block_id, fields in (values or {}).items():
        for action_id, raw in fields.items():
            target.fill(*target.find(action_id, block_id), raw)


def missing(target: Target) -> dict[str, str]:
    """Return what Slack itself refuses before the app is asked, by block_id."""
    wrong: dict[str, str] = {}
    for block in target.blocks:
        if block["type"] != "input":
            continue
        entry = target.values[block["block_id"]][block["element"]["action_id"]]
        value = entry[KINDS[entry["type"]].key]
        said = _refused(block, value)
        if said:
            wrong[block["block_id"]] = said
    return wrong


def _refused(block: Json, value: Any) -> str:
    if value is None or value == []:
        return "" if block.get("optional") else REQUIRED
    element = block["element"]
    check = {
        "number_input": _number,
        "email_text_input": _email,
        "url_text_input": _url,
        "plain_text_input": _length,
    }.get(element["type"])
    return check(element, value) if check else ""


def _email(element: Json, value: str) -> str:  # noqa: ARG001 - one shape for all checks
    return "" if _EMAIL.fullmatch(value) else "Please enter a valid email address."


def _url(element: Json, value: str) -> str:  # noqa: ARG001 - one shape for all checks
    return "" if _URL.fullmatch(value) else "Please enter a valid URL."


def _length(element: Json, value: str) -> str:
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    most = element.get("max_length", 3000)
    return "" if len(value) <= most else f"Please enter at most {most} characters."


def _number(element: Json, value: str) -> str:
    decimals = r"(\.\d+)?" if element.get("is_decimal_allowed") else ""
    if not re.fullmatch(r"-?\d+" + decimals, value):
        return "Please enter a number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and float(value) > float(most):
        return f"Please enter a number of at most {most}."
    return ""


def response_urls(target: Target) -> list[Json]:
    """Return the response_urls of channels chosen where the view asked for one."""
    urls = []
    for block in target.blocks:
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        entry = target.values[block["block_id"]][element["action_id"]]
        chosen = entry.get("selected_conversation") or entry.get("selected_channel")
        if chosen:
            path = target.slack.response_urls.new(target.app, target.user.id, chosen)
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": chosen,
                    "response_url": target.slack.url + path,
                }
            )
    return urls


def settle(target: Target, view: View, reply: Reply) -> Outcome:
    """Do what the app answered to a submitted modal."""
    world = target.slack.world
    if not reply.ok:
        return Outcome(ok=False, error=TROUBLE, view=view)
    answer = reply.payload or {}
    try:
        return _act(target, view, answer)
    except ViewError as error:
        shown = "; ".join([error.code, *error.messages])
        return Outcome(
            ok=False, error=f"{TROUBLE} ({shown})", ack=answer, view=world.open_view(view.user)
        )


def _act(target: Target, view: View, answer: Json) -> Outcome:
    world, user = target.slack.world, target.user.id
    action = answer.get("response_action")
    if action is None and not answer:
        top = view_stacks.close(world, view)
        return Outcome(ok=True, result="closed", view=top)
    if action == "errors":
        return _errors(target, view, answer)
    if action == "clear":
        view_stacks.drop_all(world, user)
        return Outcome(ok=True, ack=answer, result="cleared")
    if action == "update":
        shown = view_stacks.update(world, view, answer.get("view"))
        return Outcome(ok=True, ack=answer, result="updated", view=shown)
    if action == "push":
        shown = view_stacks.push(world, view.app, user, answer.get("view"))
        return Outcome(ok=True, ack=answer, result="pushed", view=shown)
    raise ViewError("invalid_arguments", [f"unknown response_action: {action}"])


def _errors(target: Target, view: View, answer: Json) -> Outcome:
    errors = answer.get("errors")
    inputs = {block["block_id"] for block in target.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise ViewError("invalid_arguments", ["errors must name input blocks of the view"])
    view.errors = {str(block): str(words) for block, words in errors.items()}
    target.slack.world.touch()
    return Outcome(ok=False, ack=answer, errors=view.errors, result="errors", view=view)


def submission(target: Target) -> Json:
    """Return the payload of the modal as it stands. Raises ActError for one without submit."""
    view = target.view
    if view is None or view.type != "modal" or not view.body.get("submit"):
        raise ActError("There is nothing to submit here.")
    urls = response_urls(target)
    return payloads.view_submission(target.slack, view, target.user, urls)
