"""What people do in the local Slack; each act waits for the app's answer, at most 3 s."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.entities import Message, View
from bot.sandbox.outcome import Outcome

# A message as (channel, ts) or itself; a view as its id or itself. A Home tab is a view.
Ref = Message | View | tuple[str, str] | str
# What a person types or chooses: text, an option's value, an id, a date, or a list of these.
Raw = Any


class Acts:
    """The acts of people; all may be called from any thread."""

    def command(
        self, user: str, channel: str, command: str, text: str = "", *, thread_ts: str | None = None
    ) -> Outcome:
        """Type a slash command."""
        raise NotImplementedError

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
        raise NotImplementedError

    def fill(self, user: str, ref: Ref, block_id: str, action_id: str, raw: Raw) -> Outcome:
        """Type or choose a value in an input; the app hears of it only if it asked to."""
        raise NotImplementedError

    def submit(
        self, user: str, view_id: str, values: Mapping[str, Mapping[str, Raw]] | None = None
    ) -> Outcome:
        """Submit a modal, with these values over what was typed before."""
        raise NotImplementedError

    def close(self, user: str, view_id: str, *, clear: bool = False) -> Outcome:
        """Close a modal with its cross; with ``clear``, the whole stack."""
        raise NotImplementedError

    def shortcut(self, user: str, callback_id: str) -> Outcome:
        """Use a global shortcut."""
        raise NotImplementedError

    def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Outcome:
        """Use a shortcut of the menu beside a message."""
        raise NotImplementedError

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message as a person; return it."""
        raise NotImplementedError

    def open_home(self, user: str, tab: str = "home") -> Outcome:
        """Open the app's Home (or, with ``messages``, its direct messages)."""
        raise NotImplementedError

    def suggest(self, user: str, ref: Ref, action_id: str, block_id: str, typed: str) -> Outcome:
        """Type into a select that asks the app; `options` holds its answer."""
        raise NotImplementedError
