"""The numbers that docs/delivery.md and docs/security.md promise, worked out from the waits."""

from datetime import timedelta
from inspect import signature

from bot import installation, tenants
from bot.delivery import do_not_disturb, people, recovery, watch
from bot.delivery.dispatcher import POLL_S, writing_client
from bot.delivery.recording import FEW_ATTEMPTS, MOST_ATTEMPTS
from bot.delivery.sender import BACKOFF_S, CALL_WITHIN_S, LEASE, RENEW_AFTER_S
from bot.jobs import events
from bot.jobs.sharing import ALIVE, BEAT_EVERY_S
from bot.jobs.timetable import EVERY_S
from bot.settings import read_settings

HOUR_S = 3600
HALF_A_MINUTE = timedelta(seconds=30)


def waited_s(attempts: int) -> float:
    """Return how long a message waits between so many attempts."""
    return sum(BACKOFF_S[min(each, len(BACKOFF_S) - 1)] for each in range(attempts - 1))


def test_a_workspace_is_taken_over_within_half_a_minute() -> None:
    assert LEASE + timedelta(seconds=POLL_S) < HALF_A_MINUTE
    assert ALIVE + timedelta(seconds=BEAT_EVERY_S) < HALF_A_MINUTE


def test_who_is_alive_may_miss_a_beat_and_keeps_what_it_has() -> None:
    assert timedelta(seconds=2 * RENEW_AFTER_S) < LEASE
    assert timedelta(seconds=2 * BEAT_EVERY_S) < ALIVE


def test_twenty_channels_are_looked_at_within_a_minute() -> None:
    assert watch.MOST * 60 / EVERY_S >= 20
    assert watch.SHARE.per_minute["conversations.info"] >= 20


def test_what_slack_said_of_a_person_is_believed_for_five_minutes_at_most() -> None:
    assert people.REMEMBERED_S <= 300
    assert do_not_disturb.REMEMBERED.total_seconds() <= 300


def test_a_workspace_that_left_is_served_for_a_second_at_most() -> None:
    assert installation.STATE_TRUSTED.total_seconds() <= 1
    assert tenants.TRUSTED_S <= 1


def test_a_rewrite_is_given_up_within_the_hour_and_a_message_after_about_five() -> None:
    assert waited_s(FEW_ATTEMPTS) < HOUR_S
    assert 4 * HOUR_S < waited_s(MOST_ATTEMPTS) < 6 * HOUR_S


def test_nobody_looks_for_a_message_whose_call_may_still_arrive() -> None:
    timeout_s = signature(writing_client).parameters["timeout_s"].default

    assert read_settings({"LOST_ANSWER_S": "60"}).lost_answer_s >= CALL_WITHIN_S + timeout_s
    assert recovery.LOOKED_FOR.total_seconds() == 24 * HOUR_S


def test_an_event_is_remembered_for_longer_than_slack_repeats_it() -> None:
    assert events.KEPT.total_seconds() > 2 * HOUR_S


def test_without_the_scope_nobodys_rest_is_asked_about_for_a_day() -> None:
    assert do_not_disturb.DENIED.total_seconds() == 24 * HOUR_S
