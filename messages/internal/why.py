"""The answer to "Why am I getting this?", for the person who asked alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.rules.defaults import DEFAULTS
from bot.rules.kinds import NudgeKind
from bot.rules.pace import Band
from messages.audience import InternalMessage
from messages.ids import Action
from messages.inputs import select
from messages.internal.slip import WORDS as BAND_WORDS
from messages.parts import Element, actions, button, context, option, section
from messages.render import cut, render

LONGEST_TEXT = 3500


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said before: on which day, to whom, and how it was answered.

    ``title`` is what it was about where a message speaks of several things; ``not_sent`` says
    why nobody was told.
    """

    on: date
    to: str | None
    about: str
    title: str | None = None
    answer: str | None = None
    not_sent: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things a message speaks of, and why."""

    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Read:
    """One reading and the band it is in."""

    band: Band
    value: Decimal | None
    unit: str
    as_of: date | None

    @property
    def words(self) -> str:
        """The band as people say it."""
        return BAND_WORDS[self.band]


@dataclass(frozen=True, slots=True)
class Newer:
    """A number that is spoken of by one reading, and has a newer one in another band."""

    title: str
    judged: Read
    newest: Read


@dataclass(frozen=True, slots=True)
class MyHours:
    """The reader's own settings: the hour of their daily message, and what they leave out."""

    hour: int
    left_out: frozenset[NudgeKind] = frozenset()

    @property
    def words(self) -> list[str]:
        """What the reader does not hear of now, in words."""
        return [kind.words.lower() for kind in NudgeKind if kind in self.left_out]


@dataclass(frozen=True, slots=True)
class Why:
    """The rule a message went out by, the facts then, and what was said before.

    ``items`` are the things it spoke of, where there are several; ``kinds`` is what it was
    about, as the reader can leave it out. ``newer`` are numbers it was judged by that have a
    newer reading: their band stands until ``recovery_readings`` in a row are better.
    """

    rule: str
    facts: str
    sent_at: datetime
    history: Sequence[Said]
    mine: MyHours = MyHours(DEFAULTS.daily_hour)
    items: Sequence[Item] = ()
    same_fact_days: int = DEFAULTS.same_fact_days
    kinds: Sequence[NudgeKind] = ()
    newer: Sequence[Newer] = ()
    recovery_readings: int = DEFAULTS.recovery_readings


def why(reasons: Why) -> InternalMessage:
    """Return the rule, the facts, the history, and the reader's settings with their buttons."""
    text = render("why", why=reasons)
    quieter = [kind for kind in reasons.kinds if kind not in reasons.mine.left_out]
    blocks = [
        section(text),
        section(render("why_settings", mine=reasons.mine, days=reasons.same_fact_days)),
        actions("why", *_mute(quieter), button("My settings", Action.HOME_SETTINGS)),
        context(render("why_help")),
    ]
    return InternalMessage(text=cut(text, LONGEST_TEXT), blocks=blocks)


def _mute(kinds: Sequence[NudgeKind]) -> list[Element]:
    if not kinds:
        return []
    if len(kinds) == 1:
        words = f"Not for a week: {kinds[0].words.lower()}"
        return [button(words, Action.NUDGE_MUTE, kinds[0].value)]
    choices = [option(kind.words, kind.value) for kind in kinds]
    return [select(Action.NUDGE_MUTE, choices, placeholder="Not for a week…")]


def why_unknown() -> InternalMessage:
    """Say that the message is not known any more."""
    text = render("why_unknown")
    return InternalMessage(text=text, blocks=[section(text)])
