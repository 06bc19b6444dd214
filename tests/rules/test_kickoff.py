"""Ten topics, four steps, and the signs that a partner is not bought in."""

from datetime import date, timedelta

import pytest

from bot.rules.kickoff import (
    STEP_TITLES,
    STEPS,
    BoughtInWarning,
    KickoffReminder,
    Topic,
    TopicStanding,
    TopicState,
    bought_in_warning,
    completeness,
    kickoff_due,
    unsettled,
)

SIGNED = date(2026, 3, 2)
TODAY = date(2026, 4, 1)


def test_the_four_steps_hold_each_topic_once() -> None:
    assert len(STEPS) == len(STEP_TITLES) == 4
    assert sorted(topic for step in STEPS for topic in step) == sorted(Topic)


def test_every_topic_has_a_key_a_title_and_a_question() -> None:
    assert [topic.key for topic in Topic] == [f"K{number}" for number in range(1, 11)]
    assert len({topic.title for topic in Topic}) == len({topic.question for topic in Topic}) == 10
    assert all(topic.question.endswith("?") and len(topic.question) <= 100 for topic in Topic)
    assert all(len(topic.title) <= 24 for topic in Topic)


def test_complete_counts_the_agreed_topics_of_ten() -> None:
    states = dict.fromkeys(Topic, TopicState.AGREED)
    assert completeness(states) == 10
    assert completeness({**states, Topic.K1: TopicState.DIFFERS}) == 9
    assert completeness({}) == 0


def test_what_differs_or_is_open_still_needs_an_owner_and_a_date() -> None:
    states = dict.fromkeys(Topic, TopicState.AGREED)
    states[Topic.K1] = TopicState.DIFFERS
    states[Topic.K9] = TopicState.DECLINED
    del states[Topic.K10]
    assert unsettled(states) == (Topic.K1, Topic.K10)


def standing(state: TopicState, days_ago: int = 0) -> TopicStanding:
    return TopicStanding(state, TODAY - timedelta(days=days_ago))


def test_two_declined_topics_and_fresh_open_ones_are_no_warning() -> None:
    topics = {
        Topic.K1: standing(TopicState.DECLINED),
        Topic.K8: standing(TopicState.DECLINED),
        Topic.K9: standing(TopicState.OPEN, days_ago=14),
        Topic.K3: standing(TopicState.AGREED, days_ago=90),
    }
    assert bought_in_warning(topics, TODAY) is None


def test_three_declined_topics_are_a_warning() -> None:
    declined = (Topic.K1, Topic.K4, Topic.K8)
    topics = {topic: standing(TopicState.DECLINED) for topic in reversed(declined)}
    assert bought_in_warning(topics, TODAY) == BoughtInWarning(declined, ())


def test_a_topic_open_past_two_weeks_is_a_warning() -> None:
    topics = {Topic.K9: standing(TopicState.OPEN, days_ago=15)}
    assert bought_in_warning(topics, TODAY) == BoughtInWarning((), (Topic.K9,))


@pytest.mark.parametrize(
    ("days", "reminder"),
    [
        (6, None),
        (7, KickoffReminder.FIRST),
        (13, KickoffReminder.FIRST),
        (14, KickoffReminder.LAST),
        (60, KickoffReminder.LAST),
    ],
)
def test_a_signature_without_kickoff_is_reminded_of_after_one_week_and_two(
    days: int, reminder: KickoffReminder | None
) -> None:
    assert kickoff_due(SIGNED, SIGNED + timedelta(days=days)) is reminder
    assert kickoff_due(SIGNED, SIGNED + timedelta(days=days), held=True) is None
