"""A real process that lives one moment of the bot and is killed by SIGKILL at one of its steps."""

import logging
import signal
from dataclasses import dataclass
from datetime import datetime

from bot import app
from bot.clock import MovableClock
from bot.demo import town
from bot.settings import read_settings
from tests.crashes.steps import Death, SteppingDatabase, Steps, calls_counted, unhurried
from tests.journeys.conftest import UNHURRIED
from tests.replicas.processes import PROCESSES


@dataclass(frozen=True, slots=True)
class Fate:
    """What it lives with, and where it dies."""

    database_url: str
    api_url: str
    now: datetime
    death: Death


def die(fate: Fate) -> bool:
    """Live one tick in a process of its own; say whether it was killed, as it should be."""
    process = PROCESSES.Process(target=_live, args=(fate,))
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def _live(fate: Fate) -> None:
    logging.disable(logging.CRITICAL)
    steps = Steps(fate.death, really=True)
    database = SteppingDatabase(fate.database_url, steps)
    settings = read_settings(
        {
            "SLACK_BOT_TOKEN": town.BOT_TOKEN,
            "SLACK_APP_TOKEN": town.APP_TOKEN,
            "SLACK_API_URL": fate.api_url,
        }
    )
    clock = MovableClock(fate.now, stands_still=True)
    with unhurried(), calls_counted(steps):
        bot = app.build(settings, database, clock=clock, limits=UNHURRIED)
        bot.dispatcher.wall = clock
        steps.armed = True
        bot.tick_at(fate.now)
