"""A local Slack: the Web API, events, interactions and people, on real sockets."""

from bot.sandbox.clock_panel import ClockControl
from bot.sandbox.server import Sandbox

__all__ = ["ClockControl", "Sandbox"]
