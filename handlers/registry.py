"""Every listener by kind and name, with who may use it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.policy import Who
from handlers.call import Call


class Kind(StrEnum):
    """What of Slack's an entry answers."""

    COMMAND = "command"  # name: the word after /partner, "" for none
    ACTION = "action"  # name: action_id
    VIEW = "view"  # name: callback_id, submitted
    CLOSED = "closed"  # name: callback_id, closed with notify_on_close
    SHORTCUT = "shortcut"  # name: callback_id, global or on a message
    OPTIONS = "options"  # name: action_id of an external select
    EVENT = "event"  # name: event type


@dataclass(frozen=True, slots=True)
class Entry:
    """One listener. ``who`` is checked before ``run``; there is no default."""

    kind: Kind
    name: str
    who: Who
    run: Callable[[Call], None]


class Registry:
    """The listeners, found by kind and name. Raises ValueError when two claim one name."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[tuple[Kind, str], Entry] = {}
        for entry in entries:
            if self._entries.setdefault((entry.kind, entry.name), entry) is not entry:
                raise ValueError(f"two listeners for {entry.kind} {entry.name!r}")

    def find(self, kind: Kind, name: str) -> Entry | None:
        """Return the listener of that kind and name, if there is one."""
        return self._entries.get((kind, name))

    def names(self, kind: Kind) -> list[str]:
        """Return the names of one kind, in the order they were given."""
        return [entry.name for entry in self._entries.values() if entry.kind == kind]

    def __iter__(self) -> Iterator[Entry]:
        """Go through every listener."""
        return iter(self._entries.values())
