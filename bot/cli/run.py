"""`partner-bot run`: the bot, until it is told to stop."""

from threading import Event

from bot import app, service
from bot.cli import opening
from bot.cli.opening import BadInputError
from bot.doors import PortTakenError

RESTART_ME = 1


def run() -> int:
    """Run until SIGTERM or SIGINT; return 1 when a supervisor has to start it anew.

    Raises SettingsError, NotConnectedError or BadInputError, one clear sentence each.
    """
    settings = opening.settings()
    missing = settings.missing_for_run()
    if missing:
        raise BadInputError(" ".join(missing))
    stopping = Event()
    opening.stop_on_signals(stopping)
    with opening.database(settings) as database:
        bot = app.build(settings, database)
        try:
            return 0 if service.run(bot, stopping) else RESTART_ME
        except PortTakenError as error:
            raise BadInputError(
                f"Can't listen on {settings.host}:{settings.port}; set HOST or PORT."
            ) from error
