"""Promises: what may become of them, when they are late, and how many are kept."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.commitments import (
    CLOSED,
    OPEN,
    CommitmentState,
    KeptRate,
    Promise,
    TransitionError,
    check_transition,
    due_soon,
    is_late,
    is_told,
    kept_rate,
    next_states,
    working_days_late,
)
from bot.rules.working_calendar import WorkingCalendar

BERLIN = WorkingCalendar(zone="Europe/Berlin", country="DE")
THU, FRI, SAT, MON, TUE, WED = (date(2026, 3, day) for day in (5, 6, 7, 9, 10, 11))
S = CommitmentState


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (S.PROPOSED, S.ACCEPTED),
        (S.ACCEPTED, S.IN_PROGRESS),
        (S.IN_PROGRESS, S.BLOCKED),
        (S.BLOCKED, S.IN_PROGRESS),
        (S.ACCEPTED, S.DONE),
        (S.BLOCKED, S.DROPPED),
        (S.IN_PROGRESS, S.DECLINED),
        (S.DONE, S.IN_PROGRESS),
        (S.DECLINED, S.PROPOSED),
    ],
)
def test_a_commitment_goes_its_way(old: S, new: S) -> None:
    check_transition(old, new)
    assert new in next_states(old)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            S.PROPOSED,
            S.DONE,
            ("What is proposed cannot become done; from here it can become accepted or declined."),
        ),
        (S.DONE, S.DONE, "It is already done."),
        (
            S.DONE,
            S.BLOCKED,
            "What is done cannot become blocked; from here it can become in progress.",
        ),
    ],
)
def test_a_wrong_way_ends_in_a_sentence(old: S, new: S, sentence: str) -> None:
    with pytest.raises(TransitionError) as refused:
        check_transition(old, new)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(("old", "new"), list(product(S, S)))
def test_every_way_is_either_allowed_or_refused_in_words(old: S, new: S) -> None:
    if new in next_states(old):
        check_transition(old, new)
    else:
        with pytest.raises(TransitionError, match=r"\.$"):
            check_transition(old, new)


def test_every_state_is_open_or_closed() -> None:
    assert set(S) == OPEN | CLOSED
    assert not OPEN & CLOSED


@pytest.mark.parametrize(
    ("state", "today", "late"),
    [
        pytest.param(S.ACCEPTED, FRI, False, id="the due date is the last day"),
        pytest.param(S.ACCEPTED, SAT, True, id="the day after is late"),
        pytest.param(S.BLOCKED, SAT, True, id="blocked is late all the same"),
        pytest.param(S.PROPOSED, SAT, False, id="nobody promised it"),
        pytest.param(S.DONE, SAT, False, id="done"),
        pytest.param(S.DROPPED, SAT, False, id="dropped"),
    ],
)
def test_a_promise_is_late_the_day_after_its_date(state: S, today: date, *, late: bool) -> None:
    assert is_late(state, FRI, today) is late


@pytest.mark.parametrize(("today", "days"), [(FRI, 0), (SAT, 0), (MON, 1), (WED, 3)])
def test_lateness_is_counted_in_the_owners_working_days(today: date, days: int) -> None:
    assert working_days_late(FRI, today, BERLIN) == days


@pytest.mark.parametrize(
    ("state", "due_on", "soon"),
    [
        (S.ACCEPTED, THU, True),
        (S.ACCEPTED, FRI, True),
        (S.IN_PROGRESS, MON, True),
        (S.ACCEPTED, TUE, False),
        (S.ACCEPTED, date(2026, 3, 4), False),
        (S.DONE, FRI, False),
    ],
)
def test_due_soon_is_today_or_within_two_working_days(
    state: S, due_on: date, *, soon: bool
) -> None:
    assert due_soon(state, due_on, THU, BERLIN) is soon


def done(due_on: date, done_on: date | None) -> Promise:
    return Promise(S.DONE, due_on, done_on)


def test_few_promises_give_no_percentage() -> None:
    assert kept_rate([], WED) == KeptRate(0, 0, None)
    assert kept_rate([], WED).describe() == "none due yet"
    three = kept_rate([done(FRI, FRI), done(FRI, THU), done(THU, THU)], WED)
    assert three == KeptRate(3, 3, None)
    assert three.describe() == "3 of 3"


def test_four_promises_give_a_percentage_and_the_count() -> None:
    rate = kept_rate(
        [done(FRI, FRI), done(FRI, MON), Promise(S.IN_PROGRESS, FRI), done(FRI, None)], WED
    )
    assert rate == KeptRate(1, 4, Decimal("0.25"))
    assert rate.describe() == "25 % (1 of 4)"


def test_only_promises_that_had_to_be_kept_in_the_window_count() -> None:
    left_out = [
        Promise(S.PROPOSED, FRI),
        Promise(S.DECLINED, FRI),
        Promise(S.DROPPED, FRI),
        Promise(S.ACCEPTED, WED),  # due today: the day is not over
        done(WED - timedelta(days=91), WED - timedelta(days=91)),
    ]
    counted = [
        Promise(S.DROPPED, FRI, dropped_by_agreement=False),
        done(WED - timedelta(days=90), WED - timedelta(days=95)),
    ]
    assert kept_rate(left_out + counted, WED) == KeptRate(1, 2, None)
    assert kept_rate(left_out + counted, WED, window_days=30) == KeptRate(0, 1, None)


def test_dropping_by_agreement_is_no_broken_promise_and_dropping_alone_is() -> None:
    agreed, alone = (Promise(S.DROPPED, FRI, dropped_by_agreement=both) for both in (True, False))
    assert kept_rate([agreed], WED) == KeptRate(0, 0, None)
    assert kept_rate([alone], WED) == KeptRate(0, 1, None)


PROMISES = st.lists(
    st.builds(
        Promise,
        st.sampled_from(S),
        st.dates(date(2025, 11, 1), date(2026, 4, 1)),
        st.none() | st.dates(date(2025, 11, 1), date(2026, 4, 1)),
        st.booleans(),
    )
)


@given(PROMISES)
def test_nobody_keeps_more_than_was_due(promises: list[Promise]) -> None:
    rate = kept_rate(promises, WED)
    assert 0 <= rate.kept <= rate.due <= len(promises)
    assert (rate.share is None) == (rate.due < 4)


def test_the_partner_knows_of_all_but_what_we_only_ask_of_our_own_people() -> None:
    hidden = [
        (state, is_ours)
        for state in S
        for is_ours in (True, False)
        if not is_told(state, is_ours=is_ours)
    ]
    assert hidden == [(S.PROPOSED, True)]
