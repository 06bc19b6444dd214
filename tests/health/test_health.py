"""What a partner's health is scored from, and how it is explained."""

from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session

from bot.flows.actors import System
from bot.flows.goals import closing
from bot.flows.health import scoring as health
from bot.rules.commitments import CommitmentState
from bot.rules.endings import Ending
from bot.rules.stages import Stage
from storage.partners import Partner
from storage.people import Side
from storage.workspaces import Workspace
from tests.factories import (
    NOW,
    TODAY,
    make_commitment,
    make_goal,
    make_opportunity,
    make_partner,
    make_reading,
    make_touch,
    make_workspace,
)
from tests.health.conftest import part


def test_nothing_recorded_is_unknown_and_not_zero(session: Session, acme: Partner) -> None:
    facts = health.facts_of(session, acme, now=NOW)

    assert facts.score is None
    assert facts.band == "unknown"
    assert [one.points for one in facts.components] == [None] * 5


def test_score_is_the_weighted_mean_of_what_is_known(session: Session, acme: Partner) -> None:
    # By 25 November 55 of 91 days are gone: 60,440 are expected, so 45,330 are 75 % of it.
    goal = make_goal(session, acme)
    make_reading(session, goal, value="45330")
    for day in (10, 11, 12, 13):
        make_commitment(
            session,
            acme,
            due_on=date(2026, 11, day),
            state=CommitmentState.DONE,
            done_on=date(2026, 11, day if day < 13 else 20),
        )
    make_opportunity(session, acme, engaged_on=TODAY - timedelta(days=10))

    facts = health.facts_of(session, acme, now=NOW)

    # pace: 75 % is half way from 50 % to 100 %: 50 points, weight 35 of 75.
    # kept: 75 % is 5/9 of the way from 50 % to 95 %: 55.6 points, weight 25 of 75.
    # engagement: 1 of 6 days is below 30 %: 0 points, weight 15 of 75.
    expected = (Decimal(50) * 35 + Decimal(100) * 25 * 5 / 9) / 75
    assert facts.score == round(expected)
    assert facts.band == "amber"
    assert part(facts, "Pace").raw == "1 number reached 75 % of what was expected by then."
    assert part(facts, "Commitments").raw == "Kept in 90 days: ours 75 % (3 of 4); theirs none due."
    assert part(facts, "Pulse").points is None


def test_the_kept_rate_names_the_days_it_looks_back_on(
    session: Session, workspace: Workspace, acme: Partner
) -> None:
    workspace.settings = {"kept_window_days": "30"}
    for due_on in (date(2026, 11, 10), date(2026, 10, 10)):
        make_commitment(
            session, acme, due_on=due_on, state=CommitmentState.DONE, done_on=date(2026, 10, 1)
        )

    kept = part(health.facts_of(session, acme, now=NOW), "Commitments")

    assert kept.raw == "Kept in 30 days: ours 1 of 1; theirs none due."


def test_one_runaway_number_hides_no_other(session: Session, acme: Partner) -> None:
    make_reading(session, make_goal(session, acme, metric="Won value"), value="200000")
    make_reading(session, make_goal(session, acme, metric="Reach"), value="0")
    make_touch(session, acme)

    assert "2 numbers reached 50 %" in part(health.facts_of(session, acme, now=NOW), "Pace").raw


def test_a_dark_number_is_unknown_in_health(session: Session, acme: Partner) -> None:
    goal = make_goal(session, acme)
    make_reading(session, goal, as_of=TODAY - timedelta(days=15))

    pace = part(health.facts_of(session, acme, now=NOW), "Pace")

    assert pace.points is None
    assert pace.raw == "The newest reading of 1 number is too old to count."


def test_a_target_they_have_not_accepted_does_not_count(session: Session, acme: Partner) -> None:
    make_reading(session, make_goal(session, acme, agreed=False))

    assert part(health.facts_of(session, acme, now=NOW), "Pace").points is None


def test_without_any_pipeline_health_is_held_down_and_paper_is_counted(
    session: Session, acme: Partner
) -> None:
    make_reading(session, make_goal(session, acme), value="80000")
    make_commitment(
        session,
        acme,
        due_on=date(2026, 11, 10),
        state=CommitmentState.DONE,
        done_on=date(2026, 11, 9),
    )

    facts = health.facts_of(session, acme, now=NOW)

    assert facts.score == 39
    assert facts.caps == ("There has never been any pipeline: at most 39.",)
    assert facts.action == "Register the first joint opportunity."
    assert facts.paper_days == 177


def test_a_signed_partnership_is_told_what_it_still_waits_for_by_the_workspaces_days(
    session: Session, workspace: Workspace, acme: Partner
) -> None:
    acme.stage = Stage.SIGNED
    workspace.settings = {"kickoff_days": "10", "first_pipeline_days": "60"}
    session.flush()

    assert health.facts_of(session, acme, now=NOW).awaited == (
        ("the kickoff", date(2026, 6, 11)),
        ("a plan both sides accept", date(2026, 6, 22)),
        ("the first opportunity", date(2026, 8, 21)),
    )
    make_opportunity(session, acme)
    assert len(health.facts_of(session, acme, now=NOW).awaited) == 2
    acme.stage = Stage.ACTIVE
    assert health.facts_of(session, acme, now=NOW).awaited == ()


def test_a_headline_off_track_holds_health_down(session: Session, acme: Partner) -> None:
    headline = make_goal(session, acme, metric="Headline")
    make_reading(session, headline, value="1")
    make_opportunity(session, acme)
    acme.headline_goal_id = headline.id

    assert health.facts_of(session, acme, now=NOW).caps == (
        "The headline metric is off track: at most 69.",
    )


def test_a_closed_goal_no_longer_counts(session: Session, acme: Partner) -> None:
    headline = make_goal(session, acme, metric="Headline")
    make_reading(session, headline, value="1")
    acme.headline_goal_id = headline.id
    assert part(health.facts_of(session, acme, now=NOW), "Pace").points == "0"

    closing.close(
        session, headline, ending=Ending.REACHED, reason="", actor=System("test"), now=NOW
    )

    facts = health.facts_of(session, acme, now=NOW)
    assert part(facts, "Pace").points is None
    assert "headline" not in str(facts.caps)


def test_both_sides_promises_weigh_the_same(session: Session, acme: Partner) -> None:
    for side, done in ((Side.OURS, True), (Side.THEIRS, False)):
        make_commitment(
            session,
            acme,
            side=side,
            due_on=date(2026, 11, 10),
            state=CommitmentState.DONE if done else CommitmentState.ACCEPTED,
            done_on=date(2026, 11, 10) if done else None,
        )
    make_touch(session, acme)

    kept = part(health.facts_of(session, acme, now=NOW), "Commitments")

    assert kept.raw == "Kept in 90 days: ours 1 of 1; theirs 0 of 1."
    assert kept.points == "0"


def test_health_of_another_workspace_is_never_looked_at(session: Session, acme: Partner) -> None:
    other = make_partner(session, make_workspace(session))

    taken = health.take(
        session, workspace_id=acme.workspace_id, partner_ids=[acme.id, other.id], now=NOW
    )

    assert taken == 1
