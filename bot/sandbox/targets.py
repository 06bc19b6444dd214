"""What a person acts on: a message or a view they can see, and the elements in it."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox import payloads
from bot.sandbox.elements import KINDS, ChoiceError, choose, find, first_values
from bot.sandbox.entities import App, Json, Message, User, Values, View
from bot.sandbox.services import Services

Ref = Message | View | tuple[str, str] | str


class ActError(ValueError):
    """Something a person cannot do; the text is what Slack's own window would say."""


@dataclass(frozen=True, slots=True)
class Target:
    """A message or a view, for one person."""

    slack: Services
    user: User
    app: App
    message: Message | None = None
    view: View | None = None

    @property
    def blocks(self) -> list[Json]:
        """Return what is drawn."""
        if self.view:
            blocks: list[Json] = self.view.body["blocks"]
            return blocks
        return self.message.blocks if self.message else []

    @property
    def values(self) -> Values:
        """Return what this person typed and chose here so far."""
        if self.view:
            return self.view.values
        if self.message is None:
            return {}
        states = self.message.states
        return states.setdefault(self.user.id, first_values(self.message.blocks))

    def find(
        self, action_id: str, block_id: str | None = None, value: str | None = None
    ) -> tuple[Json, Json]:
        """Return the (block, element) of an action_id. Raises ActError when there is none."""
        found = find(self.blocks, action_id, block_id, value)
        if found is None:
            raise ActError(f"There is nothing called {action_id!r} here.")
        return found

    def fill(self, block: Json, element: Json, raw: Any) -> Json:
        """Put a person's choice into the element; return its entry in the state."""
        if element["type"] not in KINDS:
            raise ActError(f"{element['type']} holds no value.")
        offered = self.view.options if self.view else {}
        key = (block["block_id"], element["action_id"])
        try:
            entry = choose(element, raw, offered.get(key, []))
        except (ChoiceError, TypeError, ValueError) as error:
            raise ActError(str(error)) from None
        with self.slack.world.lock:
            self.values.setdefault(block["block_id"], {})[element["action_id"]] = entry
        self.slack.world.touch()
        return entry

    def about(self) -> Json:
        """Return what payloads say of this place."""
        if self.view:
            return payloads.in_view(self.view)
        if self.message:
            return payloads.in_message(self.slack, self.user, self.message)
        return {}


def acting(slack: Services, user: str) -> User:
    """Return the person who acts. Raises ActError for someone unknown or deactivated."""
    person = slack.world.users.get(user)
    if person is None or person.deleted:
        raise ActError(f"{user} cannot sign in.")
    return person


def resolve(slack: Services, user: str, ref: Ref) -> Target:
    """Return what a reference means to this person. Raises ActError when they cannot see it."""
    person = acting(slack, user)
    if isinstance(ref, tuple):
        found = slack.world.find_message(*ref)
        if found is None:
            raise ActError("This message is gone.")
        ref = found
    if isinstance(ref, Message):
        return _message_target(slack, person, ref)
    view = slack.world.views.get(ref if isinstance(ref, str) else ref.id)
    if view is None or view.user != user:
        raise ActError("This view is not open.")
    return Target(slack, person, view.app, view=view)


def _message_target(slack: Services, person: User, message: Message) -> Target:
    current = slack.world.find_message(message.channel, message.ts)
    channel = slack.world.channels.get(message.channel)
    if current is None or channel is None or person.id not in channel.members:
        raise ActError("This message is gone.")
    if current.ephemeral_to not in (None, person.id):
        raise ActError("This message is someone else's.")
    if current.app is None or current.app.revoked:
        raise ActError("No app stands behind this message.")
    return Target(slack, person, current.app, message=current)
