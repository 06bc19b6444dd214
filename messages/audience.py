"""The two audiences as types: what partners may read, and what is ours alone.

A function that writes where partners look takes ``Shared...`` and nothing else, so handing
it an ``Internal...`` text is a type error before it is a leak.
"""

from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Message:
    """A Slack message: ``text`` is what screen readers and notifications read.

    ``picture`` is what ``messages.pictures.draw`` draws when the message is sent, in place
    of the block that ``messages.parts.picture_block`` left for it. ``title`` stands over it
    where a modal turns into it.
    """

    text: str
    blocks: list[Block] = field(default_factory=list)
    picture: dict[str, Any] | None = None
    title: str = "Done"


@dataclass(frozen=True, slots=True)
class InternalMessage(_Message):
    """Read by our verified people only."""


@dataclass(frozen=True, slots=True)
class SharedMessage(_Message):
    """May be read by anybody in a shared channel, the partner's people included."""


@dataclass(frozen=True, slots=True)
class _View:
    """A modal or a Home tab, as views.open takes it."""

    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class InternalView(_View):
    """Shown to our verified people only."""


@dataclass(frozen=True, slots=True)
class SharedView(_View):
    """May be shown to the partner's people."""


Message = InternalMessage | SharedMessage
View = InternalView | SharedView
