"""What people do in the local Slack; each act waits for the app's answer, at most 3 s."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox import modals, payloads, view_stacks
from bot.sandbox.commanding import use_command
from bot.sandbox.delivery import SILENCE, Delivery
from bot.sandbox.entities import App, Json, Message, User
from bot.sandbox.outcome import Outcome
from bot.sandbox.pressing import action_of, is_told, payload_of
from bot.sandbox.saying import say
from bot.sandbox.services import Services
from bot.sandbox.state import Event
from bot.sandbox.suggesting import suggest
from bot.sandbox.targets import ActError, Ref, acting, resolve

__all__ = ["Acts", "Raw", "Ref"]

# What a person types or chooses: text, an option's value, an id, a date, or a list of these.
Raw = Any


def _shown(act: Callable[[], Outcome]) -> Outcome:
    """Return an act's outcome; what cannot be done is an error the person reads."""
    try:
        return act()
    except ActError as error:
        return Outcome(ok=False, error=str(error))


class Acts:
    """The acts of people; all may be called from any thread."""

    def __init__(self, slack: Services, delivery: Delivery) -> None:
        self._slack = slack
        self._world = slack.world
        self._delivery = delivery

    def command(
        self, user: str, channel: str, command: str, text: str = "", *, thread_ts: str | None = None
    ) -> Outcome:
        """Type a slash command."""

        def act() -> Outcome:
            person = acting(self._slack, user)
            if thread_ts:
                raise ActError(f"{command} is not supported in threads. Sorry!")
            where = self._world.channels.get(channel)
            if where is None:
                raise ActError("This channel is gone.")
            return use_command(self._slack, self._delivery, person, where, (command, text))

        return _shown(act)

    def press(
        self,
        user: str,
        ref: Ref,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        selected: Raw = None,
    ) -> Outcome:
        """Press a button, or choose ``selected`` in an interactive element.

        ``value`` tells apart two elements of one action_id.
        """

        def act() -> Outcome:
            target = resolve(self._slack, user, ref)
            block, element = target.find(action_id, block_id, value)
            action = action_of(target, block, element, selected)
            if not is_told(block):
                return Outcome(ok=True, view=target.view)
            return self._interact(target.app, target.user, payload_of(target, action))

        return _shown(act)

    def _interact(self, app: App, user: User, payload: Json) -> Outcome:
        reply = self._delivery.deliver(app, "interactive", payload)
        if not reply.ok:
            return Outcome(ok=False, error=f"The app did not answer ({SILENCE[reply.error]}).")
        return Outcome(ok=True, ack=reply.payload, view=self._world.open_view(user.id))

    def fill(self, user: str, ref: Ref, block_id: str, action_id: str, raw: Raw) -> Outcome:
        """Type or choose a value in an input; the app hears of it only if it asked to."""
        return self.press(user, ref, action_id, block_id=block_id, selected=raw)

    def submit(
        self, user: str, view_id: str, values: Mapping[str, Mapping[str, Raw]] | None = None
    ) -> Outcome:
        """Submit a modal, with these values over what was typed before."""

        def act() -> Outcome:
            target = resolve(self._slack, user, view_id)
            view = target.view
            if view is None or view is not self._world.open_view(user):
                raise ActError("This view is not on top.")
            modals.fill_all(target, values)
            view.errors = modals.missing(target)
            if view.errors:
                self._world.touch()
                return Outcome(ok=False, errors=view.errors, result="errors", view=view)
            reply = self._delivery.deliver(view.app, "interactive", modals.submission(target))
            return modals.settle(target, view, reply)

        return _shown(act)

    def close(self, user: str, view_id: str, *, clear: bool = False) -> Outcome:
        """Close a modal with its cross; with ``clear``, or if it says so, the whole stack."""

        def act() -> Outcome:
            target = resolve(self._slack, user, view_id)
            view = target.view
            if view is None or view.type != "modal":
                raise ActError("There is nothing to close here.")
            cleared = clear or bool(view.body.get("clear_on_close"))
            gone = view_stacks.drop_all(self._world, user) if cleared else [view]
            view_stacks.close(self._world, view)
            for closed in reversed(gone):
                if closed.body.get("notify_on_close"):
                    said = payloads.view_closed(self._slack, closed, target.user, cleared=cleared)
                    self._delivery.deliver(closed.app, "interactive", said)
            return Outcome(ok=True, result="closed", view=self._world.open_view(user))

        return _shown(act)

    def shortcut(self, user: str, callback_id: str) -> Outcome:
        """Use a global shortcut."""

        def act() -> Outcome:
            person = acting(self._slack, user)
            app = self._shortcut_app(person, callback_id, "global_shortcuts")
            payload = payloads.shortcut(self._slack, app, person, callback_id)
            return self._interact(app, person, payload)

        return _shown(act)

    def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Outcome:
        """Use a shortcut of the menu beside a message."""

        def act() -> Outcome:
            person = acting(self._slack, user)
            app = self._shortcut_app(person, callback_id, "message_shortcuts")
            message = self._world.find_message(channel, ts)
            if message is None or user not in self._world.channels[channel].members:
                raise ActError("This message is gone.")
            if message.ephemeral_to:
                raise ActError("A message only you can see has no shortcuts.")
            payload = payloads.message_action(self._slack, app, person, message, callback_id)
            return self._interact(app, person, payload)

        return _shown(act)

    def _shortcut_app(self, user: User, callback_id: str, kind: str) -> App:
        """Return the app of the person's own workspace: outside people have not ours."""
        for app in self._world.apps:
            here = self._world.within(user.team, app.team)
            if here and callback_id in getattr(app, kind) and not app.revoked:
                return app
        raise ActError("You have no such shortcut.")

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message as a person; return it. Raises ActError when they cannot."""
        return say(self._world, acting(self._slack, user), channel, text, thread_ts)

    def open_home(self, user: str, tab: str = "home") -> Outcome:
        """Open the app's Home (or, with ``messages``, its direct messages)."""

        def act() -> Outcome:
            person = acting(self._slack, user)
            app = self._world.app_for(user)
            if app is None:
                raise ActError("There is no app here.")
            self._world.emit(self._home_opened(person, app, tab))
            return Outcome(ok=True, view=self._world.home(user, app))

        return _shown(act)

    def _home_opened(self, person: User, app: App, tab: str) -> Event:
        body: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self._world.dm(person.id, app).id,
            "tab": tab,
        }
        home = self._world.home(person.id, app)
        if home and tab == "home":
            body["view"] = payloads.in_view(home)["view"]
        return Event(body, frozenset({app.team}), body["channel"], app)

    def suggest(self, user: str, ref: Ref, action_id: str, block_id: str, typed: str) -> Outcome:
        """Type into a select that asks the app; `options` holds its answer."""

        def act() -> Outcome:
            target = resolve(self._slack, user, ref)
            return suggest(target, self._delivery, target.find(action_id, block_id), typed)

        return _shown(act)
