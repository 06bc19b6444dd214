"""Pictures in messages: drawn when the message is sent, from what its ``picture`` says.

Nothing here is imported where a message is built; matplotlib loads only when one is drawn.
"""

from importlib import import_module
from typing import Any

from messages.pictures.spec import INTERNAL_KINDS, Kind, PictureError

__all__ = ["INTERNAL_KINDS", "Kind", "PictureError", "draw"]


def draw(spec: dict[str, Any]) -> bytes:
    """Return the PNG that ``spec`` (``{"kind": ..., "data": {...}}``) asks for.

    Raises PictureError when it asks for no picture we know.
    """
    # Loading matplotlib takes half a second and 40 MB that most processes never need.
    return bytes(import_module("messages.pictures.drawing").draw(spec))
