"""Acme, its owner, and what makes their mornings."""

from datetime import UTC, date, datetime

from bot.flows.actors import Actor
from bot.jobs import timetable
from bot.jobs.daily import send_daily
from storage.commitments import Commitment
from storage.database import Database
from storage.outbox import Outbox
from storage.people import Person
from tests.factories import (
    make_commitment,
    make_partner,
    make_person,
    make_workspace,
)
from tests.nudges.rows import all_of

WEDNESDAY = date(2026, 11, 25)


def new_york(hour: int, minute: int = 10, day: date = WEDNESDAY) -> datetime:
    """Return an instant by the clock of New York in winter."""
    return datetime(day.year, day.month, day.day, hour + 5, minute, tzinfo=UTC)


class World:
    """Acme and its owner Nadia in New York."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.across_workspaces.transaction() as session:
            self.workspace = make_workspace(session)
            self.nadia = make_person(session, self.workspace)
            self.partner = make_partner(session, self.workspace, owner=self.nadia)

    def promise(self, title: str = "Send the deck", **more: object) -> Commitment:
        with self.database.across_workspaces.transaction() as session:
            terms = {"owner": self.nadia, "due_on": date(2026, 11, 26)} | more
            return make_commitment(session, self.partner, title=title, **terms)  # type: ignore[arg-type]

    def send(self, now: datetime) -> int:
        return send_daily(
            self.database.within(self.workspace.id).transaction,
            workspace_id=self.workspace.id,
            now=now,
        )

    def late(self, now: datetime) -> None:
        timetable.run_due(self.database, now, frozenset({"late"}))

    def ask(self, now: datetime) -> None:
        timetable.run_due(self.database, now, frozenset({"reading_asks"}))

    def texts(self) -> list[str]:
        return [row.payload["text"] for row in all_of(self.database, Outbox)]

    def set_person(self, **columns: object) -> None:
        with self.database.across_workspaces.transaction() as session:
            person = session.get_one(Person, self.nadia.id)
            for name, value in columns.items():
                setattr(person, name, value)

    def actor(self) -> Actor:
        return Actor(
            workspace_id=self.workspace.id,
            person_id=self.nadia.id,
            slack_user_id=self.nadia.slack_user_id or "",
            name="Nadia Brooks",
            zone="America/New_York",
            is_internal=True,
        )
