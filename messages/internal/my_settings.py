"""The modal in which a person says when they work, are away, and what they hear of."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bot.rules.kinds import NudgeKind
from messages.audience import Block, InternalView
from messages.ids import Action, Callback
from messages.inputs import checkboxes, date_input, input_block, select, text_input
from messages.parts import actions, button, context, modal, option, section
from messages.render import Safe, escape, render

AWAY_FROM, AWAY_TO = "away_from", "away_to"
DAILY_HOUR, WORKING_DAYS, COUNTRY = "daily_hour", "working_days", "country"
KINDS, MUTED_UNTIL = "kinds", "muted_until"
AS_WORKSPACE = "workspace"
LONGEST_COUNTRY = 10
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class MySettings:
    """A person's own settings; ``daily_hour`` None is the workspace's.

    ``muted_until`` is the latest day of the kinds left out; None where that is for good.
    ``last_change`` is the entry of the trail that can be put back.
    """

    zone: str
    working_days: str
    daily_hour: int | None
    workspace_hour: int
    hours: range
    country: str
    away_from: date | None
    away_to: date | None
    muted: frozenset[NudgeKind]
    muted_until: date | None
    is_admin: bool = False
    last_change: UUID | None = None


def settings(mine: MySettings) -> InternalView:
    """Return the modal, filled in with what is known."""
    blocks = [*_above(mine), *_hours(mine), *_absence(mine), *_kinds(mine)]
    zone = escape(mine.zone.replace("_", " "))
    blocks.append(context(render("my_settings_foot", zone=Safe(zone))))
    return InternalView(modal(Callback.HOME_SETTINGS, "Your settings", blocks, submit="Save"))


def _above(mine: MySettings) -> list[Block]:
    buttons = []
    if mine.last_change is not None:
        undo = str(mine.last_change)
        buttons.append(button("Undo my last change", Action.SETTINGS_PUT_BACK, undo))
    if mine.is_admin:
        buttons.append(button("Settings of the workspace", Action.SETTINGS_WORKSPACE))
    return [actions("settings.above", *buttons)] if buttons else []


def _hours(mine: MySettings) -> list[Block]:
    usual = option(f"As for everybody ({mine.workspace_hour:02d}:00)", AS_WORKSPACE)
    hours = [usual, *(option(f"{hour:02d}:00", str(hour)) for hour in mine.hours)]
    chosen = AS_WORKSPACE if mine.daily_hour is None else str(mine.daily_hour)
    days = [option(name, str(number)) for number, name in enumerate(_NAMES, start=1)]
    return [
        input_block(
            DAILY_HOUR,
            "Your one daily message comes at",
            select("home.daily_hour", hours, initial=chosen),
            hint="In your own time, on your working days, and only if there is something.",
        ),
        input_block(
            WORKING_DAYS,
            "You work on",
            checkboxes("home.working_days", days, initial=mine.working_days),
        ),
        input_block(
            COUNTRY,
            "Country whose holidays you have off",
            text_input("home.country", initial=mine.country, max_length=LONGEST_COUNTRY),
            hint="Two letters, such as US or DE, or with a region, such as DE-BY.",
            optional=True,
        ),
    ]


def _absence(mine: MySettings) -> list[Block]:
    return [
        input_block(
            AWAY_FROM,
            "First day away",
            date_input("home.away_from", initial=mine.away_from),
            optional=True,
        ),
        input_block(
            AWAY_TO,
            "Last day away",
            date_input("home.away_to", initial=mine.away_to),
            hint="Nothing is sent to you while you are away. Clear both when you are back.",
            optional=True,
        ),
    ]


def _kinds(mine: MySettings) -> list[Block]:
    kinds = [option(kind.words, kind.value) for kind in NudgeKind]
    wanted = [kind.value for kind in NudgeKind if kind not in mine.muted]
    return [
        section(Safe("*What you hear of*")),
        input_block(
            KINDS,
            "Tell me of",
            checkboxes("home.kinds", kinds, initial=wanted),
            hint="A late promise still climbs to the partner's owner when you leave it out.",
            optional=True,
        ),
        input_block(
            MUTED_UNTIL,
            "Leave the others out until",
            date_input("home.muted_until", initial=mine.muted_until),
            hint="This day included. Empty: until you tick them again.",
            optional=True,
        ),
    ]
