"""All jobs at once: several processes, several workspaces, and the same tick again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.flows.goals import sweep as pace_sweep
from bot.jobs.daily import send_daily
from bot.jobs.late import climb_ladders
from bot.jobs.readings import ask_for_readings, count_opportunities
from bot.jobs.sweep import sweep_goals
from storage.database import Database
from storage.nudges import Nudge
from storage.outbox import Outbox
from storage.workspaces import Workspace
from tests.factories import (
    make_channel,
    make_commitment,
    make_goal,
    make_partner,
    make_person,
    make_reading,
    make_workspace,
)
from tests.nudges.rows import all_of

NINE = datetime(2026, 11, 25, 14, 10, tzinfo=UTC)  # 09:10 in New York
JOBS: tuple[Callable[..., int], ...] = (
    count_opportunities,
    sweep_goals,
    climb_ladders,
    ask_for_readings,
    send_daily,
)


def a_workspace(database: Database) -> Workspace:
    """Return a workspace with a slip, a late promise, a stale number and a counted goal."""
    with database.across_workspaces.transaction() as session:
        workspace = make_workspace(session)
        nadia = make_person(session, workspace)
        partner = make_partner(session, workspace, owner=nadia)
        make_channel(session, partner)
        slipped = make_goal(session, partner, owner=nadia)
        make_reading(session, slipped, value="20000", as_of=date(2026, 11, 24))
        stale = make_goal(session, partner, metric="Reps trained", unit="count", target="9")
        make_reading(session, stale, value="1", as_of=date(2026, 10, 20))
        make_goal(session, partner, metric="deals engaged", unit="count", source="opportunities")
        make_commitment(session, partner, owner=nadia, due_on=date(2026, 11, 20))
        make_commitment(session, partner, title="Soon", owner=nadia, due_on=date(2026, 11, 26))
    return workspace


def tick(database: Database, workspace: Workspace, now: datetime = NINE) -> int:
    return sum(
        job(database.within(workspace.id).transaction, workspace_id=workspace.id, now=now)
        for job in JOBS
    )


def written(database: Database) -> tuple[int, int]:
    return len(all_of(database, Outbox)), len(all_of(database, Nudge))


def test_a_second_tick_at_the_same_instant_and_later_that_day_adds_nothing(
    database: Database,
) -> None:
    workspace = a_workspace(database)
    assert tick(database, workspace) > 0
    first = written(database)

    for hours in (0, 1, 3):
        assert tick(database, workspace, NINE + timedelta(hours=hours)) == 0

    assert written(database) == first


def test_several_processes_at_once_say_each_thing_once(database: Database) -> None:
    workspace = a_workspace(database)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: tick(database, workspace), range(8)))

    keys = [row.key for row in all_of(database, Outbox)]
    assert sorted(row.rule for row in all_of(database, Outbox)) == ["daily", "slip"]
    assert len(keys) == len(set(keys))
    subjects = [(one.subject_id, one.rule) for one in all_of(database, Nudge)]
    assert len(subjects) == len(set(subjects))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_workspaces_do_not_see_each_other(database: Database, order: tuple[int, int]) -> None:
    both = [a_workspace(database), a_workspace(database)]

    tick(database, both[order[0]])

    assert {row.workspace_id for row in all_of(database, Outbox)} == {both[order[0]].id}
    assert {one.workspace_id for one in all_of(database, Nudge)} == {both[order[0]].id}


def test_what_breaks_half_way_leaves_nothing_behind(database: Database) -> None:
    workspace = a_workspace(database)

    def breaking() -> None:
        with database.across_workspaces.transaction() as session:
            pace_sweep.sweep(session, workspace_id=workspace.id, now=NINE)
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        breaking()

    assert written(database) == (0, 0)
    tick(database, workspace)
    assert sorted(row.rule for row in all_of(database, Outbox)) == ["daily", "slip"]
