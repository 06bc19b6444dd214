"""A partnership's stage is proposed by evidence and confirmed by a person."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.rules.stages import (
    ActivationDates,
    Proposal,
    Stage,
    StageEvidence,
    activation_dates,
    asks_for_reason,
    paper_days,
    propose,
    skipped_gates,
)

TODAY = date(2026, 6, 1)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def proposed(stage: Stage, **evidence: Any) -> Stage | None:
    proposal = propose(StageEvidence(stage, TODAY, **evidence))
    return proposal.stage if proposal else None


@pytest.mark.parametrize("stage", [Stage.PROSPECT, Stage.QUALIFIED, Stage.TRIAL])
def test_an_agreement_speaks_for_signed(stage: Stage) -> None:
    proposal = propose(StageEvidence(stage, TODAY, agreement_on=ago(1)))
    assert proposal == Proposal(Stage.SIGNED, ("The agreement is dated Sun 31 May 2026.",))
    assert proposed(stage) is None
    assert proposed(stage, agreement_on=TODAY) is Stage.SIGNED
    assert proposed(stage, agreement_on=TODAY + timedelta(days=1)) is None


def test_kickoff_and_plan_speak_for_activating() -> None:
    assert proposed(Stage.SIGNED, kickoff_held=True, plan_accepted=True) is Stage.ACTIVATING
    assert proposed(Stage.SIGNED, kickoff_held=True) is None


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.ACTIVATING])
def test_a_recent_opportunity_speaks_for_active(stage: Stage) -> None:
    assert proposed(stage, last_opportunity_on=TODAY) is Stage.ACTIVE
    assert proposed(stage, last_opportunity_on=ago(90)) is Stage.ACTIVE
    assert proposed(stage, last_opportunity_on=ago(91)) is None


def test_an_active_partner_without_danger_stays_active() -> None:
    evidence = {"last_opportunity_on": ago(3), "last_activity_on": ago(3)}
    assert proposed(Stage.ACTIVE, **evidence) is None
    assert proposed(Stage.ACTIVE, headline_off_track=1, **evidence) is None


def test_each_danger_is_named() -> None:
    proposal = propose(
        StageEvidence(Stage.ACTIVE, TODAY, is_red=True, headline_off_track=2, champion_lost=True)
    )
    assert proposal == Proposal(
        Stage.AT_RISK,
        (
            "Health is red.",
            "The headline metric was off track 2 readings in a row.",
            "The champion is lost.",
        ),
    )


def test_an_active_partner_without_opportunities_is_activating_again() -> None:
    stage = proposed(Stage.ACTIVE, last_opportunity_on=ago(91), last_activity_on=ago(5))
    assert stage is Stage.ACTIVATING


def test_only_who_was_active_can_be_at_risk() -> None:
    assert proposed(Stage.ACTIVATING, is_red=True) is None


def test_who_is_out_of_danger_is_active_again() -> None:
    recent = {"last_opportunity_on": ago(3), "last_activity_on": ago(3)}
    assert proposed(Stage.AT_RISK, **recent) is Stage.ACTIVE
    assert proposed(Stage.AT_RISK, champion_lost=True, **recent) is None


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.ACTIVATING, Stage.ACTIVE, Stage.AT_RISK])
def test_a_long_silence_speaks_for_dormant(stage: Stage) -> None:
    assert proposed(stage, last_activity_on=ago(91)) is Stage.DORMANT
    assert proposed(stage, last_activity_on=ago(90)) is not Stage.DORMANT
    assert proposed(stage, agreement_on=ago(400), last_activity_on=ago(20)) is not Stage.DORMANT


def test_a_dormant_partner_sleeps_until_its_date() -> None:
    asleep = {"parked_on": ago(50), "last_activity_on": ago(60)}
    assert proposed(Stage.DORMANT, wake_on=TODAY + timedelta(days=1), **asleep) is None
    assert proposed(Stage.DORMANT, wake_on=TODAY, **asleep) is Stage.PROSPECT
    assert proposed(Stage.DORMANT, parked_on=ago(50), last_activity_on=ago(50)) is None
    assert proposed(Stage.DORMANT, wake_on=TODAY, agreement_on=ago(400)) is Stage.SIGNED


def test_a_touch_or_a_deal_wakes_a_dormant_partner() -> None:
    proposal = propose(
        StageEvidence(
            Stage.DORMANT,
            TODAY,
            parked_on=ago(50),
            last_activity_on=ago(2),
            last_opportunity_on=ago(2),
        )
    )
    assert proposal == Proposal(
        Stage.ACTIVE,
        (
            "There was joint activity on Sat 30 May 2026, after it was parked.",
            "The newest opportunity is of Sat 30 May 2026.",
        ),
    )


def test_what_has_ended_is_left_alone() -> None:
    assert proposed(Stage.ENDED, agreement_on=ago(1), last_opportunity_on=ago(1)) is None


@pytest.mark.parametrize(
    ("old", "new", "skipped"),
    [
        (Stage.PROSPECT, Stage.QUALIFIED, ()),
        (Stage.PROSPECT, Stage.SIGNED, (Stage.QUALIFIED, Stage.TRIAL)),
        (Stage.SIGNED, Stage.ACTIVE, (Stage.ACTIVATING,)),
        (Stage.ACTIVE, Stage.SIGNED, ()),
        (Stage.PROSPECT, Stage.DORMANT, ()),
        (Stage.SIGNED, Stage.AT_RISK, ()),
        (Stage.DORMANT, Stage.ACTIVE, ()),
    ],
)
def test_a_skipped_gate_is_named(old: Stage, new: Stage, skipped: tuple[Stage, ...]) -> None:
    assert skipped_gates(old, new) == skipped


@pytest.mark.parametrize(
    ("old", "new", "asks"),
    [
        (Stage.SIGNED, Stage.ACTIVATING, False),
        (Stage.SIGNED, Stage.ACTIVE, True),
        (Stage.ACTIVE, Stage.AT_RISK, False),
        (Stage.ACTIVE, Stage.DORMANT, True),
        (Stage.DORMANT, Stage.ACTIVE, False),
        (Stage.AT_RISK, Stage.ENDED, True),
    ],
)
def test_parking_ending_and_a_skipped_gate_ask_for_a_reason(
    old: Stage, new: Stage, *, asks: bool
) -> None:
    assert asks_for_reason(old, new) is asks


def test_a_signature_without_pipeline_is_paper() -> None:
    assert paper_days(ago(120), None, TODAY) == 120
    assert paper_days(TODAY, None, TODAY) == 0
    assert paper_days(ago(120), ago(5), TODAY) is None
    assert paper_days(None, None, TODAY) is None
    assert paper_days(TODAY + timedelta(days=3), None, TODAY) is None


def test_the_dates_of_activation_follow_from_the_agreement() -> None:
    signed_on = date(2026, 3, 1)
    assert activation_dates(signed_on) == ActivationDates(
        kickoff_by=date(2026, 3, 15), plan_by=date(2026, 3, 22), pipeline_by=date(2026, 6, 20)
    )
    early = activation_dates(signed_on, date(2026, 3, 10))
    assert early.pipeline_by == date(2026, 6, 8)
