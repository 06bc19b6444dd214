"""What both sides read of a kickoff: the facts its summary is written from."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from bot.rules.kickoff import Topic, TopicState
from messages.render import Safe, cut, escape, mention

_LONGEST_NAME = 60


def who(slack_user_id: str | None, name: str | None) -> Safe:
    """Return a person as a mention where Slack knows them, else by name."""
    if slack_user_id:
        return mention(slack_user_id)
    return Safe(cut(escape(name), _LONGEST_NAME)) if name else Safe("nobody yet")


_TITLES = {
    Topic.K5: "{them}'s success",
    Topic.K6: "What {them} can expect of {us}",
    Topic.K9: "How {us}'s program works",
    Topic.K10: "What {us} expects of {them}",
}
_QUESTIONS = {
    Topic.K5: "What would make {them} more successful because of {us}?",
    Topic.K6: "What can {them} count on from {us}, week by week?",
    Topic.K9: "Who explains {us}'s program, who has understood it, and where is it written down?",
    Topic.K10: "What does {us} count on from {them}, and who there has said yes?",
}


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic. What our side noted on why it is declined is not part of it."""

    id: UUID
    topic: Topic
    ours: str
    theirs: str
    state: TopicState
    facts: tuple[tuple[str, Safe], ...]
    owner: Safe
    due_on: date | None
    is_confirmed: bool
    ours_by: str | None = None  # who said so, while both see it differently
    theirs_by: str | None = None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal that came out of the kickoff."""

    metric: str
    unit: str
    baseline: Decimal
    target: Decimal
    start_on: date
    due_on: date
    owner: Safe
    whose: str  # "ours", "theirs" or "joint"
    is_headline: bool
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """Other words or another date that one side asked for."""

    title: str
    due_on: date
    by: str


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One commitment that came out of the kickoff."""

    id: UUID
    title: str
    owner: Safe
    due_on: date
    is_ours: bool
    state: str  # in words
    is_proposed: bool
    settled_by: str | None = None
    reason: str | None = None
    change: ProposedChange | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who confirmed the partner's half; ``on_behalf`` when one of ours wrote it down.

    ``by_link`` when somebody did so on the page behind a link: nobody verified who that was.
    """

    by: str
    at: datetime
    on_behalf: bool
    by_link: bool = False
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """Who said no to the partner's half by a link, and why; nobody verified who that was."""

    by: str
    role: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class KickoffPage:
    """A kickoff that was submitted."""

    id: UUID
    us: str
    partner: str
    submitted_by: str
    submitted_at: datetime
    waiting_days: int
    confirmation: Confirmation | None
    has_shared_channel: bool
    agreed: int
    topics: tuple[TopicLine, ...]
    goals: tuple[GoalLine, ...]
    promises: tuple[PromiseLine, ...]
    people: tuple[tuple[str, Safe], ...]
    next_qbr: date | None
    declined: Declined | None = None

    def title(self, topic: Topic) -> str:
        """Return the topic as both sides read it: with names where we say "us" and "them"."""
        return self._named(_TITLES.get(topic, topic.title))

    def question(self, topic: Topic) -> str:
        """Return the question as both sides read it."""
        return self._named(_QUESTIONS.get(topic, topic.question))

    def _named(self, words: str) -> str:
        return words.replace("{us}", cut(self.us, 40)).replace("{them}", cut(self.partner, 40))
