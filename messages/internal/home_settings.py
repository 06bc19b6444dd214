"""The modal in which a person says when they work and when they are away."""

from bot.rules.defaults import DEFAULTS
from messages.audience import InternalView
from messages.ids import Callback
from messages.internal.home_content import Times
from messages.parts import (
    checkboxes,
    context,
    date_input,
    input_block,
    modal,
    option,
    select,
)
from messages.render import Safe, escape

AWAY_FROM, AWAY_TO = "away_from", "away_to"
DAILY_HOUR, WORKING_DAYS = "daily_hour", "working_days"
HOURS = range(DEFAULTS.day_opens.hour, DEFAULTS.day_closes.hour)
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def settings(times: Times) -> InternalView:
    """Return the modal, filled in with what is known."""
    hours = [option(f"{hour:02d}:00", str(hour)) for hour in HOURS]
    days = [option(name, str(number)) for number, name in enumerate(_NAMES, start=1)]
    zone = escape(times.zone.replace("_", " "))
    blocks = [
        input_block(
            DAILY_HOUR,
            "Your one daily message comes at",
            select("home.daily_hour", hours, initial=str(times.daily_hour)),
            hint="In your own time, on your working days, and only if there is something.",
        ),
        input_block(
            WORKING_DAYS,
            "You work on",
            checkboxes("home.working_days", days, initial=times.working_days),
        ),
        input_block(
            AWAY_FROM,
            "First day away",
            date_input("home.away_from", initial=times.away_from),
            optional=True,
        ),
        input_block(
            AWAY_TO,
            "Last day away",
            date_input("home.away_to", initial=times.away_to),
            hint="Nothing is sent to you while you are away. Clear both when you are back.",
            optional=True,
        ),
        context(Safe(f"Your time zone is {zone}; it follows your Slack profile.")),
    ]
    return InternalView(modal(Callback.HOME_SETTINGS, "Your times", blocks, submit="Save"))
