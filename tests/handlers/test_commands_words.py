"""Days, numbers and sentences as people type them."""

from datetime import date
from decimal import Decimal

import pytest

from bot.flows.errors import Refusal
from handlers.commands_dates import day, number
from handlers.commands_words import Promise, logged, moved, promise, target

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", date(2026, 11, 25)),
        ("Tomorrow", date(2026, 11, 26)),
        ("fri", date(2026, 11, 27)),
        ("on Friday", date(2026, 11, 27)),
        ("wednesday", date(2026, 12, 2)),
        ("next monday", date(2026, 11, 30)),
        ("2026-12-01", date(2026, 12, 1)),
        ("1 Dec", date(2026, 12, 1)),
        ("Dec 1st", date(2026, 12, 1)),
        ("1 December 2027", date(2027, 12, 1)),
        ("3 Jan", date(2027, 1, 3)),
        ("+3d", date(2026, 11, 28)),
        ("in 2 weeks", date(2026, 12, 9)),
        ("end of month", date(2026, 11, 30)),
    ],
)
def test_a_day_is_the_coming_one(typed: str, meant: date) -> None:
    assert day(typed, WEDNESDAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("monday", date(2026, 11, 23)),
        ("20 Nov", date(2026, 11, 20)),
        ("1 Dec", date(2025, 12, 1)),
        ("yesterday", date(2026, 11, 24)),
    ],
)
def test_the_day_of_a_number_is_the_last_one(typed: str, meant: date) -> None:
    assert day(typed, WEDNESDAY, back=True) == meant


@pytest.mark.parametrize("typed", ["", "someday", "31 Feb", "2026-13-01", "12/01/2026", "m", "+"])
def test_what_is_no_day_says_how_to_write_one(typed: str) -> None:
    with pytest.raises(Refusal, match="Write a day like"):
        day(typed, WEDNESDAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("42", Decimal(42)),
        ("42,000", Decimal(42000)),
        ("$1.5m", Decimal(1500000)),
        ("12k", Decimal(12000)),
        ("-3", Decimal(-3)),
        ("80 %", Decimal(80)),
        ("42,5", None),
        ("1.2.3", None),
        ("lots", None),
    ],
)
def test_a_number_is_read_or_refused_never_guessed(typed: str, meant: Decimal | None) -> None:
    assert number(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "<@U123|nadia> send the deck by Friday",
            Promise("send the deck", "U123", theirs=False, due_on=date(2026, 11, 27)),
        ),
        (
            "they will train the reps until 1 Dec",
            Promise("train the reps", None, theirs=True, due_on=date(2026, 12, 1)),
        ),
        (
            "stand by the booth by +3d",
            Promise("stand by the booth", None, theirs=False, due_on=date(2026, 11, 28)),
        ),
        ("stand by me", Promise("stand by me", None, theirs=False, due_on=None)),
        ("send A &amp; B", Promise("send A & B", None, theirs=False, due_on=None)),
    ],
)
def test_a_promise_is_who_what_and_when(typed: str, meant: Promise) -> None:
    assert promise(typed, WEDNESDAY) == meant


def test_a_number_is_what_how_much_and_when() -> None:
    said = logged("won value: $42k as of 20 Nov", WEDNESDAY)

    assert (said.metric, said.value, said.unit) == ("won value", Decimal(42000), "$")
    assert said.as_of == date(2026, 11, 20)


def test_a_unit_that_begins_like_a_thousand_or_a_million_is_none() -> None:
    said = logged("time to answer 12 min as of 20 Nov", WEDNESDAY)

    assert (said.metric, said.value, said.unit) == ("time to answer", Decimal(12), "min")
    with pytest.raises(Refusal, match="I can't find a number"):
        logged("time to answer 12 mins", WEDNESDAY)


def test_a_goal_may_leave_its_start_out() -> None:
    said = target("deals engaged 40 by 2026-12-31", WEDNESDAY)

    assert (said.metric, said.baseline, said.target) == ("deals engaged", Decimal(0), Decimal(40))


def test_what_is_moved_may_be_a_number_or_a_title() -> None:
    assert moved("2 Friday", WEDNESDAY) == ("2", date(2026, 11, 27))
    assert moved("the deck to 1 Dec", WEDNESDAY) == ("the deck", date(2026, 12, 1))
