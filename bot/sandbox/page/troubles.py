"""Slack's troubles, as the page shows and switches them."""

from typing import TYPE_CHECKING

from bot.sandbox.entities import Json

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox


def troubles(sandbox: "Sandbox") -> Json:
    """Return which troubles are on."""
    del sandbox
    return {}
