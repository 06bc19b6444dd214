"""The one notice of what came to somebody from a person who is gone."""

from collections.abc import Sequence

from messages.audience import InternalMessage
from messages.parts import section
from messages.render import cut, render

LONGEST_TEXT = 3000
MOST_SHOWN = 15


def came_to_you(name: str, things: Sequence[tuple[str, str]]) -> InternalMessage:
    """Say whose things came to the reader; each has its title and its partner."""
    text = render(
        "departed",
        name=name,
        things=things[:MOST_SHOWN],
        count=len(things),
        more=max(len(things) - MOST_SHOWN, 0),
    )
    return InternalMessage(text=cut(text, LONGEST_TEXT), blocks=[section(text)])
