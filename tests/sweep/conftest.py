"""A partner whose goals are swept."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from bot.jobs import timetable
from storage.database import Database
from storage.goals import Goal
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import Partner
from tests.factories import (
    NOW,
    TODAY,
    make_channel,
    make_goal,
    make_partner,
    make_person,
    make_reading,
    make_workspace,
)
from tests.nudges.rows import all_of


class World:
    """One workspace, Acme with its owner in New York and an internal channel."""

    def __init__(self, database: Database, *, channel: bool = True, owner: bool = True) -> None:
        self.database = database
        with database.across_workspaces.transaction() as session:
            self.workspace = make_workspace(session)
            self.nadia = make_person(session, self.workspace) if owner else None
            self.partner = make_partner(session, self.workspace, owner=self.nadia)
            if channel:
                self.channel = make_channel(session, self.partner)

    def goal(self, value: str | None = "20000", as_of: date = TODAY, **more: object) -> Goal:
        with self.database.across_workspaces.transaction() as session:
            partner = session.get_one(Partner, self.partner.id)
            goal = make_goal(session, partner, **more)  # type: ignore[arg-type]
            if value is not None:
                make_reading(session, goal, value=value, as_of=as_of)
            return goal

    def read(self, goal: Goal, value: str, as_of: date) -> None:
        with self.database.across_workspaces.transaction() as session:
            make_reading(session, session.get_one(Goal, goal.id), value=value, as_of=as_of)

    def sweep(self, now: datetime = NOW) -> int:
        return timetable.run_due(self.database, now, frozenset({"sweep"}))["sweep"]

    def sent(self) -> list[Outbox]:
        return all_of(self.database, Outbox)

    def nudges(self) -> list[Nudge]:
        return all_of(self.database, Nudge)

    def deliver(self) -> None:
        with self.database.across_workspaces.transaction() as session:
            for row in session.exec(select(Outbox)):
                row.state = OutboxState.SENT
                session.add(row)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)
