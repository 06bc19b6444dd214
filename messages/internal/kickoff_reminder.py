"""A kickoff in one line of the daily message: not held, a topic due, a partner who holds back."""

from collections.abc import Sequence
from datetime import date

from messages.render import Safe, render


def not_held(partner: str, signed_on: date, days: int) -> Safe:
    """Return a kickoff that was not held though the partner signed ``days`` ago."""
    return render("daily_kickoff", partner=partner, signed_on=signed_on, days=days)


def held(partner: str) -> Safe:
    """Return what stands there once the kickoff was held."""
    return render("daily_kickoff_held", partner=partner)


def topic_due(partner: str, topic: str, due_on: date | None) -> Safe:
    """Return a topic past the date it was to be settled by."""
    return render("daily_topic", partner=partner, topic=topic, due_on=due_on)


def topic_settled(partner: str, topic: str) -> Safe:
    """Return what stands there once the topic was written down anew."""
    return render("daily_topic_settled", partner=partner, topic=topic)


def holding_back(partner: str, declined: Sequence[str], waiting: Sequence[str]) -> Safe:
    """Return a partner who declined topics, or leaves them open; ours alone."""
    return render("daily_bought_in", partner=partner, declined=declined, waiting=waiting)
