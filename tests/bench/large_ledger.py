"""A large ledger, written in bulk: partners with goals, readings and promises."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, SQLModel, insert

from bot.rules.commitments import CommitmentState
from storage.columns import new_id
from storage.commitments import Commitment
from storage.database import Database
from storage.goals import Goal
from storage.partners import Channel, Partner
from tests.factories import (
    TODAY,
    make_channel,
    make_commitment,
    make_goal,
    make_partner,
    make_person,
    make_workspace,
)

GOALS = 10
PROMISES = 10
OWNERS = 50
BATCH = 5000
SLIPS_ONE_IN = 33  # goals: one in so many falls behind
LATE_ONE_IN = 20  # promises: one in so many is late
READ_ON = TODAY - timedelta(days=1)
ON_TRACK, BEHIND = Decimal(64000), Decimal(50000)

# In the database itself: a million rows would take minutes otherwise.
READINGS = text(
    """
    INSERT INTO reading
        (id, workspace_id, goal_id, value, unit, as_of, source, source_ref, recorded_at)
    SELECT lower(hex(randomblob(16))), workspace_id, id, newest_value - :days_ago, unit,
        date(newest_as_of, '-' || :days_ago || ' days'), newest_source, '', created_at
    FROM goal WHERE newest_value IS NOT NULL
    """
)

Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Extent:
    """How large a ledger is; every partner has 10 goals and 10 promises."""

    partners: int
    readings_a_goal: int

    @property
    def goals(self) -> int:
        """How many goals there are."""
        return self.partners * GOALS


def fill(database: Database, extent: Extent) -> UUID:
    """Write the ledger of a new workspace into SQLite, and return the workspace's id."""
    with database.across_workspaces.transaction() as session:
        templates = _Templates(session)
        partners = list(templates.partners(extent.partners))
        _write(session, Partner, iter(partners))
        _write(session, Channel, templates.channels(partners))
        goals = [goal for partner in partners for goal in templates.goals(partner)]
        _write(session, Goal, iter(goals))
        for days_ago in range(extent.readings_a_goal):
            session.connection().execute(READINGS, {"days_ago": days_ago})
        _write(session, Commitment, templates.promises(partners))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return templates.workspace_id


class _Templates:
    """One row of each kind, of which the others are copies."""

    def __init__(self, session: Session) -> None:
        workspace = make_workspace(session)
        self.workspace_id = workspace.id
        self._owners = [
            make_person(session, workspace, name=f"Person {n}", zone="UTC").id
            for n in range(OWNERS)
        ]
        partner = make_partner(session, workspace, name="Template")
        rows = (
            partner,
            make_channel(session, partner),
            make_goal(session, partner, metric="Template"),
            make_commitment(session, partner),
        )
        self._partner, self._channel, self._goal, self._promise = (row.model_dump() for row in rows)

    def partners(self, count: int) -> Rows:
        for n in range(count):
            name = f"Partner {n}"
            owner = self._owners[n % OWNERS]
            named = {"name": name, "name_key": name.lower(), "owner_id": owner}
            yield self._partner | {"id": new_id(), "headline_goal_id": new_id()} | named

    def channels(self, partners: list[dict[str, Any]]) -> Rows:
        for n, partner in enumerate(partners):
            yield self._channel | {
                "id": new_id(),
                "partner_id": partner["id"],
                "slack_channel_id": f"C9{n:07d}",
            }

    def goals(self, partner: dict[str, Any]) -> Rows:
        for n in range(GOALS):
            key = new_id() if n else partner["headline_goal_id"]
            yield self._goal | {
                "id": key,
                "partner_id": partner["id"],
                "owner_id": partner["owner_id"],
                "metric": f"Metric {n}",
                "metric_key": f"metric {n}",
                "newest_value": BEHIND if hash(key) % SLIPS_ONE_IN == 0 else ON_TRACK,
                "newest_as_of": READ_ON,
                "newest_source": "by hand",
            }

    def promises(self, partners: list[dict[str, Any]]) -> Rows:
        numbers = iter(range(len(partners) * PROMISES))
        for partner in partners:
            for n in islice(numbers, PROMISES):
                due_on, state = _promised(n)
                done = state is CommitmentState.DONE
                yield self._promise | {
                    "id": new_id(),
                    "partner_id": partner["id"],
                    "owner_id": partner["owner_id"],
                    "title": f"Promise {n}",
                    "due_on": due_on,
                    "accepted_due_on": due_on,
                    "state": state,
                    "done_on": due_on if done else None,
                }


def _promised(number: int) -> tuple[date, CommitmentState]:
    """Return the due date and state: half are done, a few late, the others to come."""
    if number % 2:
        return TODAY - timedelta(days=1 + number % 80), CommitmentState.DONE
    if number % LATE_ONE_IN == 0:
        return TODAY - timedelta(days=1 + number % 7), CommitmentState.ACCEPTED
    return TODAY + timedelta(days=5 + number % 60), CommitmentState.ACCEPTED


def _write(session: Session, table: type[SQLModel], rows: Rows) -> None:
    while batch := list(islice(rows, BATCH)):
        session.connection().execute(insert(table), batch)
