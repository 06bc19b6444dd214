"""Goals that are counted from the opportunities."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import update
from sqlmodel import Session

from bot.jobs.readings import count_opportunities
from storage.database import Database
from storage.goals import Goal, Reading
from storage.opportunities import OpportunityStage
from storage.partners import Partner
from storage.workspaces import Workspace
from tests.factories import (
    make_goal,
    make_opportunity,
    make_partner,
    make_person,
    make_workspace,
)
from tests.nudges.rows import all_of

WON = OpportunityStage.WON
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def a_partner(session: Session) -> tuple[Workspace, Partner]:
    workspace = make_workspace(session)
    return workspace, make_partner(session, workspace)


def won(
    session: Session, partner: Partner, amount: str, closed_on: date, *, currency: str = "USD"
) -> None:
    make_opportunity(
        session, partner, stage=WON, amount=amount, closed_on=closed_on, currency=currency
    )


def counted_goal(session: Session, partner: Partner, **more: object) -> Goal:
    return make_goal(session, partner, source="opportunities", **more)  # type: ignore[arg-type]


def readings(database: Database) -> list[Reading]:
    return all_of(database, Reading)


def test_won_value_sums_what_was_won_in_the_window_up_to_and_including_the_day(
    database: Database,
) -> None:
    with database.across_workspaces.transaction() as session:
        workspace, partner = a_partner(session)
        counted_goal(session, partner)
        won(session, partner, "100", date(2026, 9, 30))
        won(session, partner, "1000.25", date(2026, 10, 1))
        won(session, partner, "2000", date(2026, 11, 25))
        won(session, partner, "4000", date(2026, 11, 26))
        won(session, partner, "8000", date(2026, 11, 1), currency="EUR")
        make_opportunity(session, partner, amount="16000", closed_on=date(2026, 11, 1))
        other = make_partner(session, workspace, name="Other")
        won(session, other, "32000", date(2026, 11, 1))

    assert (
        count_opportunities(
            database.within(workspace.id).transaction, workspace_id=workspace.id, now=NOON
        )
        == 1
    )

    [reading] = readings(database)
    assert (reading.value, reading.as_of) == (Decimal("3000.25"), date(2026, 11, 25))
    assert reading.source == "opportunities"
    [goal] = all_of(database, Goal)
    assert (goal.newest_value, goal.newest_as_of) == (reading.value, reading.as_of)


def test_deals_engaged_counts_whatever_became_of_them(database: Database) -> None:
    with database.across_workspaces.transaction() as session:
        workspace, partner = a_partner(session)
        counted_goal(session, partner, metric="deals engaged", unit="count", target="21")
        make_opportunity(session, partner, engaged_on=date(2026, 10, 1), amount=None)
        make_opportunity(
            session, partner, engaged_on=date(2026, 11, 25), stage=OpportunityStage.LOST
        )
        make_opportunity(session, partner, engaged_on=date(2026, 11, 26))
        make_opportunity(session, partner, engaged_on=None)

    count_opportunities(
        database.within(workspace.id).transaction, workspace_id=workspace.id, now=NOON
    )

    assert [one.value for one in readings(database)] == [Decimal(2)]


def test_nothing_won_yet_reads_zero(database: Database) -> None:
    with database.across_workspaces.transaction() as session:
        workspace, partner = a_partner(session)
        counted_goal(session, partner)

    count_opportunities(
        database.within(workspace.id).transaction, workspace_id=workspace.id, now=NOON
    )

    assert [one.value for one in readings(database)] == [Decimal(0)]


def test_a_second_look_adds_nothing_and_a_new_value_supersedes_the_days_earlier_one(
    database: Database,
) -> None:
    with database.across_workspaces.transaction() as session:
        workspace, partner = a_partner(session)
        counted_goal(session, partner)

    def look(hour: int) -> int:
        return count_opportunities(
            database.within(workspace.id).transaction,
            workspace_id=workspace.id,
            now=NOON.replace(hour=hour),
        )

    assert [look(12), look(12), look(13)] == [1, 0, 0]
    with database.across_workspaces.transaction() as session:
        won(session, partner, "500", date(2026, 11, 2))
    assert [look(14), look(15)] == [1, 0]

    first, second = readings(database)
    assert first.superseded_by == second.id
    assert (first.value, second.value) == (Decimal(0), Decimal(500))


def test_the_day_is_the_goal_owners_else_the_partner_owners(database: Database) -> None:
    with database.across_workspaces.transaction() as session:
        workspace = make_workspace(session)
        auckland = make_person(session, workspace, zone="Pacific/Auckland")
        honolulu = make_person(session, workspace, name="Kai", zone="Pacific/Honolulu")
        partner = make_partner(session, workspace, owner=auckland)
        counted_goal(session, partner, metric="won value", owner=honolulu)
        counted_goal(session, partner, metric="deals engaged", unit="count", target="5", owner=None)
    now = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)

    count_opportunities(
        database.within(workspace.id).transaction, workspace_id=workspace.id, now=now
    )

    later = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # already the 26th in Auckland
    count_opportunities(
        database.within(workspace.id).transaction, workspace_id=workspace.id, now=later
    )
    by_unit = {(one.unit, one.as_of) for one in readings(database)}
    assert by_unit == {
        ("USD", date(2026, 11, 24)),
        ("USD", date(2026, 11, 25)),
        ("count", date(2026, 11, 25)),
        ("count", date(2026, 11, 26)),
    }


def test_after_its_due_date_a_goal_is_counted_as_of_that_date_once(database: Database) -> None:
    with database.across_workspaces.transaction() as session:
        workspace, partner = a_partner(session)
        counted_goal(session, partner, due_on=date(2026, 10, 31))
        won(session, partner, "700", date(2026, 11, 5))

    for _ in range(2):
        count_opportunities(
            database.within(workspace.id).transaction, workspace_id=workspace.id, now=NOON
        )

    [reading] = readings(database)
    assert (reading.value, reading.as_of) == (Decimal(0), date(2026, 10, 31))


def test_other_goals_and_windows_that_have_not_begun_are_left_alone(database: Database) -> None:
    with database.across_workspaces.transaction() as session:
        workspace, partner = a_partner(session)
        counted_goal(session, partner, start_on=date(2026, 12, 1), due_on=date(2027, 1, 1))
        make_goal(session, partner, metric="deals engaged", unit="count", target="5")
        counted_goal(session, partner, metric="reps trained", unit="count", target="5")

    assert (
        count_opportunities(
            database.within(workspace.id).transaction, workspace_id=workspace.id, now=NOON
        )
        == 0
    )


def test_a_number_counted_anew_is_judged_at_the_next_sweep(database: Database) -> None:
    with database.across_workspaces.transaction() as session:
        workspace, partner = a_partner(session)
        goal = counted_goal(session, partner)
        session.flush()
        session.execute(update(Goal).values(judge_at=datetime(2027, 1, 1, tzinfo=UTC)))

    count_opportunities(
        database.within(workspace.id).transaction, workspace_id=workspace.id, now=NOON
    )

    with database.across_workspaces.reading() as session:
        assert session.get_one(Goal, goal.id).judge_at < NOON
