"""What a goal may say, and when both sides have agreed it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from bot.flows.actors import System
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.goals import closing
from bot.flows.goals.agreeing import GoalTerms
from bot.rules.endings import Ending
from storage.goals import GoalState
from storage.people import Side
from tests.factories import NOW
from tests.ledger.conftest import Ledger

BY = System("test")
WON = GoalTerms(
    metric="Won value",
    unit="$",
    baseline=Decimal(0),
    target=Decimal(100000),
    start_on=date(2026, 10, 1),
    due_on=date(2026, 12, 31),
)


@pytest.mark.parametrize(
    ("terms", "block"),
    [
        pytest.param(replace(WON, metric=" "), "metric", id="nothing measured"),
        pytest.param(replace(WON, due_on=WON.start_on), "due_on", id="no time"),
        pytest.param(replace(WON, target=WON.baseline), "target", id="no way to go"),
        pytest.param(replace(WON, curve="wavy"), "curve", id="no such curve"),
        pytest.param(replace(WON, rhythm="hourly"), "rhythm", id="no such rhythm"),
    ],
)
def test_terms_that_make_no_goal_are_refused_under_their_field(
    session: Session, ledger: Ledger, terms: GoalTerms, block: str
) -> None:
    with pytest.raises(Refusal) as refused:
        goals.create(session, ledger.acme, terms, actor=BY, now=NOW)

    assert refused.value.block_id == block


def test_a_goal_is_agreed_by_each_side_on_its_own(session: Session, ledger: Ledger) -> None:
    goal = goals.create(session, ledger.acme, WON, actor=BY, now=NOW)
    assert (goal.unit, goal.agreed_ours_on, goal.agreed_theirs_on) == ("USD", None, None)

    goals.agree(session, goal, side=Side.THEIRS, on=date(2026, 10, 2), actor=BY, now=NOW)

    assert (goal.agreed_ours_on, goal.agreed_theirs_on) == (None, date(2026, 10, 2))


def test_what_the_sides_differ_on_is_judged_again_once_both_agree(
    session: Session, ledger: Ledger
) -> None:
    goal = goals.create(session, ledger.acme, WON, actor=BY, now=NOW)
    goals.set_not_aligned(session, goal, reason="too high", actor=BY, now=NOW)
    assert goal.state.value == "not_aligned"

    for side in Side:
        goals.agree(session, goal, side=side, on=date(2026, 10, 2), actor=BY, now=NOW)

    assert goal.state is GoalState.ACTIVE


def test_a_closed_goal_stays_closed_whatever_is_pressed_later(
    session: Session, ledger: Ledger
) -> None:
    goal = goals.create(session, ledger.acme, WON, actor=BY, now=NOW)
    closing.close(
        session, goal, ending=Ending.NO_LONGER_PURSUED, reason="no longer", actor=BY, now=NOW
    )

    with pytest.raises(Refusal, match="was closed"):
        goals.agree(session, goal, side=Side.OURS, on=date(2026, 10, 2), actor=BY, now=NOW)
    with pytest.raises(Refusal, match="was closed"):
        goals.set_not_aligned(session, goal, reason="too high", actor=BY, now=NOW)

    assert (goal.state, goal.agreed_ours_on) == (GoalState.CLOSED, None)


def test_the_same_metric_from_the_same_day_is_one_goal(session: Session, ledger: Ledger) -> None:
    goals.create(session, ledger.acme, WON, actor=BY, now=NOW)

    with pytest.raises(Refusal, match="already"):
        goals.create(session, ledger.acme, replace(WON, metric="won  VALUE"), actor=BY, now=NOW)
