"""What is due around a QBR."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.qbr import QbrStep, last_day_of_use, next_qbr_on, qbr_step, qbr_windows
from bot.rules.working_calendar import WorkingCalendar

BERLIN = WorkingCalendar(zone="Europe/Berlin", country="DE")
QBR = date(2026, 3, 23)  # a Monday


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-15, None),
        (-14, QbrStep.CHASE),
        (-8, QbrStep.CHASE),
        (-7, QbrStep.DRAFT),
        (-2, QbrStep.DRAFT),
        (-1, QbrStep.SUMMARY),
        (0, QbrStep.SUMMARY),
        (1, QbrStep.FOLLOWUP),
        (7, QbrStep.FOLLOWUP),
        (8, None),
    ],
)
def test_each_step_has_its_day_and_may_be_caught_up(days: int, step: QbrStep | None) -> None:
    assert qbr_step(QBR, QBR + timedelta(days=days)) is step


def test_what_is_done_is_not_done_again() -> None:
    assert qbr_step(QBR, QBR - timedelta(days=7), done={QbrStep.DRAFT}) is None
    assert qbr_step(QBR, QBR - timedelta(days=7), done={QbrStep.CHASE}) is QbrStep.DRAFT


def test_the_summary_of_a_monday_qbr_comes_on_friday() -> None:
    friday = date(2026, 3, 20)
    assert qbr_step(QBR, friday, calendar=BERLIN) is QbrStep.SUMMARY
    assert qbr_step(QBR, friday) is QbrStep.DRAFT


def test_the_questions_after_a_friday_qbr_come_on_monday() -> None:
    friday = date(2026, 3, 20)
    assert qbr_step(friday, date(2026, 3, 21), calendar=BERLIN) is None
    assert qbr_step(friday, date(2026, 3, 23), calendar=BERLIN) is QbrStep.FOLLOWUP


@pytest.mark.parametrize(
    ("qbr_on", "until"),
    [
        pytest.param(QBR, date(2026, 3, 31), id="the morning after its last day"),
        pytest.param(date(2026, 3, 20), date(2026, 3, 30), id="a Friday's, after the weekend"),
        pytest.param(date(2026, 12, 18), date(2026, 12, 29), id="moved on over Christmas"),
    ],
)
def test_pages_are_read_until_the_qbr_and_the_questions_after_it_for_a_week(
    qbr_on: date, until: date
) -> None:
    before = {last_day_of_use(step, qbr_on, BERLIN) for step in list(QbrStep)[:3]}
    assert before == {qbr_on}
    assert last_day_of_use(QbrStep.FOLLOWUP, qbr_on, BERLIN) == until


def test_the_next_qbr_is_a_quarter_later_on_a_working_day() -> None:
    assert next_qbr_on(date(2026, 3, 23), BERLIN) == date(2026, 6, 23)
    assert next_qbr_on(date(2026, 11, 30), BERLIN) == date(2027, 3, 1)
    assert next_qbr_on(date(2026, 9, 25), BERLIN) == date(2026, 12, 28)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.sampled_from([None, BERLIN]))
def test_no_two_steps_are_due_on_one_day(qbr_on: date, calendar: WorkingCalendar | None) -> None:
    windows = qbr_windows(qbr_on, calendar)
    assert [window.step for window in windows] == list(QbrStep)
    assert all(window.first <= window.last for window in windows)
    assert all(one.last < two.first for one, two in itertools.pairwise(windows))
