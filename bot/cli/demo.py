"""`partner-bot demo`: the local Slack with the bot in it, until Ctrl-C."""

import logging
from threading import Event

import typer

from bot.cli import opening
from bot.cli.opening import BadInputError
from bot.clock import SystemClock
from bot.demo import run as demo
from bot.logs import configure
from bot.settings import LogFormat


def run(*, port: int, empty: bool, at: str | None, browser: bool) -> int:
    """Serve the demo until it is told to stop. Raises BadInputError, one clear sentence."""
    begin = SystemClock().now() if at is None else opening.instant(at)
    configure(LogFormat.TEXT, level=logging.WARNING)
    stopping = Event()
    opening.stop_on_signals(stopping)
    try:
        demo.run(
            port=port, at=begin, empty=empty, browser=browser, stopping=stopping, say=typer.echo
        )
    except demo.PortTakenError as error:
        raise BadInputError(str(error)) from error
    return 0
