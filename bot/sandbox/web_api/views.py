"""views.*: modals and Home tabs."""

from collections.abc import Callable
from typing import Any

from bot.sandbox import view_stacks
from bot.sandbox.entities import Json, View
from bot.sandbox.rendering import view_json
from bot.sandbox.triggers import Trigger, TriggerError
from bot.sandbox.view_stacks import ViewError
from bot.sandbox.web_api.access import known_person
from bot.sandbox.web_api.method import Call, Method, SlackError


def _answer(change: Callable[[], View]) -> Json:
    try:
        return {"view": view_json(change())}
    except ViewError as error:
        if not error.messages:
            raise SlackError(error.code) from None
        raise SlackError.explained(error.code, error.messages) from None


def _body(call: Call) -> Any:
    return call.json("view", "invalid_arguments")


def _trigger(call: Call) -> Trigger:
    try:
        return call.slack.triggers.take(call.text("trigger_id"), call.app)
    except TriggerError as error:
        raise SlackError(error.code) from None


def open_view(call: Call) -> Json:
    """Open a modal for whoever's act gave the trigger_id."""
    user = _trigger(call).user
    return _answer(lambda: view_stacks.open_modal(call.world, call.app, user, _body(call)))


def push(call: Call) -> Json:
    """Put a modal over the one in which the person did something."""
    trigger = _trigger(call)
    if trigger.view_id is None or trigger.view_id not in call.world.views:
        raise SlackError("not_found")
    return _answer(lambda: view_stacks.push(call.world, call.app, trigger.user, _body(call)))


def update(call: Call) -> Json:
    """Replace an open modal, found by view_id or external_id."""
    view = call.world.views.get(call.text("view_id"))
    if view is None and call.text("external_id"):
        view = view_stacks.find_external(call.world, call.app, call.text("external_id"))
    if view is None or view.app is not call.app:
        raise SlackError("not_found")
    found = view
    return _answer(lambda: view_stacks.update(call.world, found, _body(call), call.text("hash")))


def publish(call: Call) -> Json:
    """Set a person's Home tab."""
    if not call.app.home_tab:
        raise SlackError("not_enabled")
    person = known_person(call, call.text("user_id"))
    if person.deleted or person.is_bot or not call.world.meets(person.id, call.app.bot_user):
        raise SlackError("invalid_arguments")
    body, stale = _body(call), call.text("hash")
    return _answer(lambda: view_stacks.publish(call.world, call.app, person.id, body, stale))


METHODS = {
    "views.open": Method(open_view, ("trigger_id", "view"), per_minute=100),
    "views.push": Method(push, ("trigger_id", "view"), per_minute=100),
    "views.update": Method(update, ("view",), ("view_id", "external_id", "hash"), per_minute=100),
    "views.publish": Method(publish, ("user_id", "view"), ("hash",), per_minute=100),
}
