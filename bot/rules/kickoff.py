"""The ten topics of a kickoff: what is asked, what is settled, what is overdue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.rules.defaults import DEFAULTS, Limits


class Topic(StrEnum):
    """What two companies agree before they work together."""

    K1 = "K1"
    K2 = "K2"
    K3 = "K3"
    K4 = "K4"
    K5 = "K5"
    K6 = "K6"
    K7 = "K7"
    K8 = "K8"
    K9 = "K9"
    K10 = "K10"

    @property
    def key(self) -> str:
        """Return the topic's short key, K1 to K10."""
        return self.value

    @property
    def title(self) -> str:  # type: ignore[override] # no key is ever put in title case
        """Return the topic in two or three words."""
        return _WORDS[self][0]

    @property
    def question(self) -> str:
        """Return the question both sides answer."""
        return _WORDS[self][1]


_WORDS: Mapping[Topic, tuple[str, str]] = {
    Topic.K1: (
        "Level of partnership",
        "What kind of partnership do we want: referral, co-sell, resell, integration, strategic?",
    ),
    Topic.K2: (
        "Expectations and goals",
        "What does each side expect, in numbers, and by when?",
    ),
    Topic.K3: (
        "Resources",
        "Which people, budget and time does each side put in, and from when?",
    ),
    Topic.K4: (
        "Roll-out",
        "How soon can this reach everyone it should, and which teams or regions go first?",
    ),
    Topic.K5: (
        "Partner's success",
        "What would make the partner more successful because of us?",
    ),
    Topic.K6: (
        "What to expect of us",
        "What can the partner count on from our team, week by week?",
    ),
    Topic.K7: (
        "Customers it fits",
        "For how many customers could this be right, and how did we estimate that?",
    ),
    Topic.K8: (
        "What success looks like",
        "A year from now, what one number shows that this worked?",
    ),
    Topic.K9: (
        "How our program works",
        "Who explains the partner program, who has understood it, and where is it written down?",
    ),
    Topic.K10: (
        "What we expect of them",
        "What do we count on from the partner's team, and who there has said yes?",
    ),
}

# Four steps of the guided kickoff, from the wish to the way of working.
STEPS: tuple[tuple[Topic, ...], ...] = (
    (Topic.K1, Topic.K8, Topic.K2),
    (Topic.K3, Topic.K6, Topic.K10),
    (Topic.K4, Topic.K7, Topic.K5),
    (Topic.K9,),
)
STEP_TITLES: tuple[str, ...] = (
    "What we both want",
    "What each side brings",
    "Customers and roll-out",
    "How we work",
)


class TopicState(StrEnum):
    """Where the two sides stand on a topic."""

    AGREED = "agreed"
    DIFFERS = "differs"
    OPEN = "open"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """A topic's state and the day it was first put to both sides."""

    state: TopicState
    opened_on: date


@dataclass(frozen=True, slots=True)
class BoughtInWarning:
    """Signs that the partner is not bought in; internal only."""

    declined: tuple[Topic, ...]
    open_too_long: tuple[Topic, ...]


class KickoffReminder(StrEnum):
    """The reminders between signature and kickoff."""

    FIRST = "first"
    LAST = "last"


def completeness(states: Mapping[Topic, TopicState]) -> int:
    """Return how many of the ten topics are agreed; a topic not named is open."""
    return sum(state is TopicState.AGREED for state in states.values())


def unsettled(states: Mapping[Topic, TopicState]) -> tuple[Topic, ...]:
    """Return the topics that still need an owner and a date, K1 first."""
    settled = {TopicState.AGREED, TopicState.DECLINED}
    return tuple(topic for topic in Topic if states.get(topic, TopicState.OPEN) not in settled)


def bought_in_warning(
    topics: Mapping[Topic, TopicStanding], today: date, *, limits: Limits = DEFAULTS
) -> BoughtInWarning | None:
    """Return a warning when three topics were declined, or one stayed open past 14 days.

    The warning names every declined topic and every one open too long.
    """
    last_fair_day = today - timedelta(days=limits.open_topic_warning_days)
    declined = tuple(t for t in Topic if t in topics and topics[t].state is TopicState.DECLINED)
    too_long = tuple(
        topic
        for topic in Topic
        if topic in topics
        and topics[topic].state is TopicState.OPEN
        and topics[topic].opened_on < last_fair_day
    )
    if len(declined) < limits.declined_topics_warning and not too_long:
        return None
    return BoughtInWarning(declined, too_long)


def kickoff_due(
    signed_on: date, today: date, *, held: bool = False, limits: Limits = DEFAULTS
) -> KickoffReminder | None:
    """Return the reminder whose day has come: 7 days after signature, or 14; None once held.

    It stays the same until the next one's day, so that a missed day changes nothing; each is
    sent once by its key.
    """
    first, last = limits.kickoff_reminder_days
    days = (today - signed_on).days
    if held or days < first:
        return None
    return KickoffReminder.FIRST if days < last else KickoffReminder.LAST
