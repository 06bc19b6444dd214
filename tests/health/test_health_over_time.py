"""Health from one day to the next: what changed, and the stage the record speaks for."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.flows.errors import Refusal
from bot.flows.health import events
from bot.flows.health import scoring as health
from bot.flows.health.events import Look
from bot.flows.people.identity import actor_of
from bot.rules.stages import Stage
from storage.audit import Audit
from storage.health import HealthSnapshot
from storage.health_history import newest_before
from storage.partners import Partner
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import NOW, TODAY, make_goal, make_opportunity, make_reading, make_touch
from tests.health.conftest import part


def test_a_second_look_the_same_day_replaces_the_first(session: Session, acme: Partner) -> None:
    first = health.facts_of(session, acme, now=NOW)
    make_touch(session, acme)
    second = health.facts_of(session, acme, now=NOW + timedelta(hours=1))

    assert first.snapshot_id == second.snapshot_id
    assert len(session.exec(select(HealthSnapshot)).all()) == 1
    assert part(second, "Engagement").points is not None


def test_the_next_day_knows_the_points_before(session: Session, acme: Partner) -> None:
    make_reading(session, make_goal(session, acme), value="80000")
    make_touch(session, acme)
    health.facts_of(session, acme, now=NOW)

    assert part(health.facts_of(session, acme, now=NOW + timedelta(days=1)), "Pace").before == "70"


def test_the_trend_looks_back_as_far_as_the_workspace_says_over_a_missed_day(
    session: Session, workspace: Workspace, acme: Partner
) -> None:
    workspace.settings = {"health_trend_days": "120"}
    session.flush()
    for days in (122, 91, 10):
        health.facts_of(session, acme, now=NOW - timedelta(days=days))

    facts = health.facts_of(session, acme, now=NOW)

    assert facts.month_ago is not None
    assert facts.month_ago.on == TODAY - timedelta(days=122)
    assert facts.quarter_ago is not None
    assert facts.quarter_ago.on == TODAY - timedelta(days=91)
    assert [point.on for point in facts.trend] == [TODAY - timedelta(days=10), TODAY]


@pytest.mark.parametrize("days", [1, 15, 40])
def test_a_change_of_band_is_an_event_told_once_however_long_nobody_looked(
    session: Session, acme: Partner, days: int
) -> None:
    health.facts_of(session, acme, now=NOW - timedelta(days=days))
    make_reading(session, make_goal(session, acme), value="80000")
    make_opportunity(session, acme)
    for _ in range(2):
        health.facts_of(session, acme, now=NOW)

    [event] = session.exec(select(Audit).where(Audit.action == "health.band_change"))
    assert event.before == {"score": None, "band": "unknown"}


def scored(session: Session, partner: Partner, score: int, *, days_ago: int) -> HealthSnapshot:
    """Keep a green day."""
    row = HealthSnapshot(
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        taken_on=TODAY - timedelta(days=days_ago),
        score=score,
        band="green",
        explained={},
        taken_at=NOW,
    )
    session.add(row)
    session.flush()
    return row


@pytest.mark.parametrize(
    ("numbers", "days", "points", "told"),
    [
        pytest.param({}, 14, 10, True, id="by the rules"),
        pytest.param({}, 14, 9, False, id="too little"),
        pytest.param({}, 15, 10, False, id="too slowly"),
        pytest.param({"health_fall_days": "40"}, 40, 10, True, id="the workspace's own days"),
        pytest.param({"health_fall_days": "40"}, 41, 10, False, id="slower than those"),
        pytest.param({"health_fall_points": "5"}, 14, 5, True, id="the workspace's own points"),
    ],
)
def test_a_fall_of_so_many_points_within_so_many_days_is_an_event(
    session: Session,
    workspace: Workspace,
    acme: Partner,
    numbers: dict[str, str],
    days: int,
    points: int,
    told: bool,
) -> None:
    workspace.settings = numbers
    scored(session, acme, 90, days_ago=days)
    scored(session, acme, 89, days_ago=1)
    today = scored(session, acme, 90 - points, days_ago=0)
    scope = {"workspace_id": workspace.id}
    [before] = newest_before(session, **scope, partner_ids=[acme.id], on=TODAY).values()

    events.note(session, [Look(today.id, today.score, "green", before)], **scope, now=NOW)

    assert bool(session.exec(select(Audit).where(Audit.action == "health.fall")).all()) is told


def test_a_person_confirms_the_stage_the_record_speaks_for(
    session: Session, acme: Partner, nadia: Person
) -> None:
    acme.stage = Stage.SIGNED
    make_opportunity(session, acme, engaged_on=TODAY - timedelta(days=5))
    facts = health.facts_of(session, acme, now=NOW)

    assert facts.proposal is not None
    assert facts.proposal.stage == "active"
    assert acme.stage is Stage.SIGNED

    moved = health.confirm_stage(session, actor_of(nadia), facts.snapshot_id, now=NOW)

    assert moved.stage is Stage.ACTIVE
    with pytest.raises(Refusal, match="Acme is active by now"):
        health.confirm_stage(session, actor_of(nadia), facts.snapshot_id, now=NOW)


def test_stages_are_proposed_by_the_workspaces_own_numbers(
    session: Session, workspace: Workspace, acme: Partner
) -> None:
    acme.stage = Stage.SIGNED
    make_opportunity(session, acme, engaged_on=TODAY - timedelta(days=20))
    workspace.settings = {"active_days": "14"}
    session.flush()

    assert health.facts_of(session, acme, now=NOW).proposal is None


def test_a_headline_off_track_twice_in_a_row_speaks_for_at_risk(
    session: Session, acme: Partner
) -> None:
    headline = make_goal(session, acme, metric="Headline")
    make_reading(session, headline, value="2", as_of=TODAY - timedelta(days=7))
    make_reading(session, headline, value="3")
    make_opportunity(session, acme)
    acme.headline_goal_id = headline.id

    proposal = health.facts_of(session, acme, now=NOW).proposal

    assert proposal is not None
    assert proposal.stage == "at risk"
    assert "The headline metric was off track 2 readings in a row." in proposal.reasons
