"""The numbers on a review's page: goals, closed ones among them, and the pipeline."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from sqlmodel import Session

from bot.flows.actors import System
from bot.flows.goals import closing
from bot.rules.endings import Ending
from bot.rules.pace import Band
from storage.goals import Goal, GoalState
from storage.opportunities import Attribution, OpportunityStage
from storage.partners import Partner
from tests.factories import (
    TODAY,
    make_goal,
    make_opportunity,
    make_reading,
)
from tests.qbr.test_qbr_page import HELD_ON, page, said


def test_the_headline_comes_first_and_numbers_keep_their_source(
    session: Session, acme: Partner
) -> None:
    make_reading(session, make_goal(session, acme, metric="Reach", target="10", unit="count"))
    headline = make_goal(session, acme, metric="Won value")
    make_reading(session, headline, value="30000")
    acme.headline_goal_id = headline.id

    first, _ = page(session, acme).goals

    assert first.is_headline
    assert (first.name, first.band, first.value) == ("Won value", Band.OFF_TRACK, Decimal(30000))
    assert (first.source, first.as_of) == ("by hand", TODAY)
    assert first.expected == Decimal(60440)  # 100,000 after 55 of 91 days, in whole money
    assert first.reached == pytest.approx(0.3)


def test_a_target_both_know_they_disagree_on_is_listed_and_no_slip(
    session: Session, acme: Partner
) -> None:
    make_reading(session, make_goal(session, acme, state=GoalState.NOT_ALIGNED), value="0")

    [goal] = page(session, acme).goals

    assert goal.band is Band.NOT_ALIGNED
    assert not goal.is_behind


def test_a_goal_closed_since_the_last_review_stands_there_with_its_last_reading(
    session: Session, acme: Partner
) -> None:
    ended = make_goal(session, acme, due_on=date(2026, 8, 1), start_on=date(2026, 6, 1))
    make_reading(session, ended, value="30000")
    close(session, ended, ending=Ending.NOT_REACHED, reason="The launch moved.", on=HELD_ON)

    [goal] = page(session, acme).goals
    numbers, slipped = said(page(session, acme))[1], said(page(session, acme))[3]

    assert not goal.is_behind
    assert numbers.splitlines()[1:] == [
        (
            "• Closed since Thu 10 Sep 2026: *Won value*, not reached: 30,000 USD of 100,000 USD. "
            "Source: by hand, as of Wed 25 Nov 2026. The launch moved."
        )
    ]
    assert "Won value" not in slipped


def test_a_goal_closed_before_the_last_review_is_history(session: Session, acme: Partner) -> None:
    ended = make_goal(session, acme)
    close(session, ended, ending=Ending.REACHED, reason="", on=date(2026, 9, 9))

    assert page(session, acme).goals == ()


def close(session: Session, goal: Goal, *, ending: Ending, reason: str, on: date) -> None:
    at = datetime.combine(on, time(12), UTC)
    closing.close(session, goal, ending=ending, reason=reason, actor=System("test"), now=at)


def test_sourced_and_influenced_and_currencies_are_never_added_up(
    session: Session, acme: Partner
) -> None:
    make_opportunity(session, acme)
    make_opportunity(session, acme, attribution=Attribution.INFLUENCED)
    make_opportunity(session, acme, currency="EUR", amount=None)
    make_opportunity(
        session, acme, stage=OpportunityStage.WON, closed_on=date(2026, 11, 1), amount="500"
    )
    make_opportunity(session, acme, stage=OpportunityStage.WON, closed_on=date(2026, 8, 1))
    make_opportunity(session, acme, stage=OpportunityStage.LOST, closed_on=TODAY)

    lines = {(one.attribution, one.currency): one for one in page(session, acme).pipeline}

    assert set(lines) == {("sourced", "USD"), ("sourced", "EUR"), ("influenced", "USD")}
    sourced = lines["sourced", "USD"]
    assert (sourced.open_deals, sourced.open_amount) == (1, Decimal(10000))
    assert (sourced.won_deals, sourced.won_amount) == (1, Decimal(500))
    unvalued = lines["sourced", "EUR"]
    assert (unvalued.open_deals, unvalued.open_amount, unvalued.open_unvalued) == (1, Decimal(0), 1)


def test_the_largest_open_deals_come_first_and_unknown_values_last(
    session: Session, acme: Partner
) -> None:
    for account, amount in (("Small", "1"), ("Unknown", None), ("Large", "9"), ("Mid", "5")):
        make_opportunity(session, acme, account=account, amount=amount)

    assert [deal.account for deal in page(session, acme).deals] == ["Large", "Mid", "Small"]


def test_a_deal_without_a_customer_is_known_by_its_product(session: Session, acme: Partner) -> None:
    make_opportunity(session, acme, account=None, product="GTX Pro")

    [deal] = page(session, acme).deals

    assert (deal.account, deal.product) == (None, "GTX Pro")


@pytest.mark.parametrize(("unit", "expected"), [("percent", "60.4"), ("count", "60")])
def test_what_was_expected_is_said_in_a_number_people_say(
    session: Session, acme: Partner, unit: str, expected: str
) -> None:
    make_reading(session, make_goal(session, acme, unit=unit, target="100"), value="30")

    [goal] = page(session, acme).goals

    assert goal.expected == Decimal(expected)
