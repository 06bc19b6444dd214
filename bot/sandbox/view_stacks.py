"""Modals and Home tabs: opening, pushing, updating, closing, publishing."""

from typing import Any, Literal

from bot.sandbox.elements import first_values
from bot.sandbox.entities import App, Json, View
from bot.sandbox.limits import check_view, is_too_large, with_ids
from bot.sandbox.state import State

STACK = 3


class ViewError(ValueError):
    """A view Slack refuses: its code, and the sentences that say why."""

    def __init__(self, code: str, messages: list[str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []


def checked(state: State, app: App, body: Any, kind: str, own: View | None = None) -> Json:
    """Return a view's body, every id filled in. Raises ViewError."""
    if not isinstance(body, dict):
        raise ViewError("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if body.get("type") != kind:
        raise ViewError("invalid_arguments", [f"must be {kind} [json-pointer:/view/type]"])
    if is_too_large(body):
        raise ViewError("view_too_large")
    wrong = check_view(state, body)
    if wrong:
        raise ViewError("invalid_arguments", wrong)
    external = body.get("external_id")
    if external:
        taken = find_external(state, app, external)
        if taken is not None and taken is not own:
            raise ViewError("duplicate_external_id")
    return {**body, "blocks": with_ids(state, body["blocks"])}


def find_external(state: State, app: App, external_id: str) -> View | None:
    """Return the app's live view of this external_id."""
    with state.lock:
        for view in state.views.values():
            if view.app is app and view.body.get("external_id") == external_id:
                return view
    return None


def _new(state: State, app: App, user: str, body: Json, kind: Literal["modal", "home"]) -> View:
    view_id = state.new_id("V")
    return View(
        id=view_id,
        type=kind,
        user=user,
        app=app,
        body=body,
        hash=_hash(state),
        root_view_id=view_id,
        values=first_values(body["blocks"]),
    )


def _hash(state: State) -> str:
    return f"{int(state.clock.now().timestamp())}.{state.new_id('h')}"


def open_modal(state: State, app: App, user: str, body: Any) -> View:
    """Open a modal over whatever the person had open, which is gone afterwards."""
    view = _new(state, app, user, checked(state, app, body, "modal"), "modal")
    with state.lock:
        drop_all(state, user)
        state.stacks[user] = [view]
        state.views[view.id] = view
    state.touch()
    return view


def push(state: State, app: App, user: str, body: Any) -> View:
    """Put a modal on top of the open ones. Raises ViewError when three are open, or none."""
    with state.lock:
        stack = state.stacks.get(user, [])
        if not stack or stack[-1].app is not app:
            raise ViewError("not_found")
        if len(stack) >= STACK:
            raise ViewError("push_limit_reached")
        view = _new(state, app, user, checked(state, app, body, "modal"), "modal")
        view.root_view_id = stack[0].id
        view.previous_view_id = stack[-1].id
        stack.append(view)
        state.views[view.id] = view
    state.touch()
    return view


def update(state: State, view: View, body: Any, expected_hash: str = "") -> View:
    """Replace a view's body. Raises ViewError `hash_conflict` for a stale hash."""
    new = checked(state, view.app, body, view.type, own=view)
    with state.lock:
        if expected_hash and expected_hash != view.hash:
            raise ViewError("hash_conflict")
        view.body = new
        view.values = first_values(new["blocks"], view.values)
        view.errors = {}
        view.hash = _hash(state)
    state.touch()
    return view


def publish(state: State, app: App, user: str, body: Any, expected_hash: str = "") -> View:
    """Set a person's Home tab. Raises ViewError `hash_conflict` for a stale hash."""
    with state.lock:
        shown = state.homes.get((user, app.bot_id))
        if shown:
            return update(state, shown, body, expected_hash)
        if expected_hash:
            raise ViewError("hash_conflict")
        view = _new(state, app, user, checked(state, app, body, "home"), "home")
        state.homes[user, app.bot_id] = view
        state.views[view.id] = view
    state.touch()
    return view


def close(state: State, view: View) -> View | None:
    """Close one modal, wherever in the stack it is; return the one then on top."""
    with state.lock:
        stack = state.stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)
        state.views.pop(view.id, None)
        top = stack[-1] if stack else None
    state.touch()
    return top


def drop_all(state: State, user: str) -> list[View]:
    """Close all the person's modals; return those that were open, the root first."""
    with state.lock:
        gone = state.stacks.pop(user, [])
        for view in gone:
            state.views.pop(view.id, None)
    state.touch()
    return gone
