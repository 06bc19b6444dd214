"""Which message goes next: what is urgent never waits behind the many that are not."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, insert

from bot.delivery.pace import POST, UPDATE, Pace
from bot.delivery.waiting import MOST, Waiting
from bot.rules.audience import Audience
from storage.columns import new_id
from storage.database import Database
from storage.outbox import Outbox, OutboxKind
from storage.people import Person
from storage.workspaces import Workspace
from tests import factories
from tests.delivery.conftest import NOW
from tests.delivery.test_pace import Watch

DIGESTS = 2 * MOST


@pytest.fixture
def workspace(sqlite_database: Database) -> Workspace:
    with sqlite_database.across_workspaces.transaction() as session:
        return factories.make_workspace(session)


@pytest.fixture
def people(sqlite_database: Database, workspace: Workspace) -> list[Person]:
    with sqlite_database.across_workspaces.transaction() as session:
        return [
            factories.make_person(session, workspace, name=f"P{n}", slack_user_id=f"U{n}")
            for n in range(3)
        ]


@pytest.fixture
def waiting(workspace: Workspace) -> Waiting:
    return Waiting(workspace.id, Pace(clock=Watch()))


def write(session: Session, to: Person, count: int = 1, **more: object) -> list[UUID]:
    rows = [
        {
            "id": new_id(),
            "workspace_id": to.workspace_id,
            "key": f"{to.id}:{more}:{number}",
            "kind": OutboxKind.POST,
            "audience": Audience.INTERNAL,
            "person_id": to.id,
            "rule": "daily",
            "why": "It is nine o'clock.",
            "payload": {"text": "Good morning."},
            "due_at": NOW - timedelta(hours=1),
            "created_at": NOW,
            **more,
        }
        for number in range(count)
    ]
    session.execute(insert(Outbox), rows)
    return [row["id"] for row in rows]  # type: ignore[misc]


def taken(database: Database, waiting: Waiting, count: int) -> list[UUID | None]:
    with database.across_workspaces.transaction() as session:
        found = [waiting.take(session, NOW) for _ in range(count)]
    return [None if one is None else one.id for one in found]


def test_what_is_urgent_does_not_wait_behind_a_thousand_digests(
    sqlite_database: Database, people: list[Person], waiting: Waiting
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        digests = write(session, people[0], DIGESTS)
        [rewrite] = write(session, people[1], kind=OutboxKind.UPDATE, due_at=NOW)
        [urgent] = write(session, people[2], urgent=True, due_at=NOW)

    assert taken(sqlite_database, waiting, 3) == [urgent, rewrite, digests[0]]


def test_a_rewrite_goes_while_no_more_posts_may(
    sqlite_database: Database, people: list[Person], waiting: Waiting
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        write(session, people[0], DIGESTS)
        [rewrite] = write(session, people[1], kind=OutboxKind.UPDATE, due_at=NOW)
    waiting.pace.rest(method=POST, seconds=40)

    assert taken(sqlite_database, waiting, 1) == [rewrite]
    assert waiting.rest_s() == 40


def test_posts_go_while_no_more_rewrites_may(
    sqlite_database: Database, people: list[Person], waiting: Waiting
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        write(session, people[0], DIGESTS, kind=OutboxKind.UPDATE)
        [post] = write(session, people[1])
    waiting.pace.rest(method=UPDATE, seconds=30)

    assert taken(sqlite_database, waiting, 1) == [post]


def test_others_are_written_to_while_a_conversation_rests(
    sqlite_database: Database, people: list[Person], waiting: Waiting
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        write(session, people[0], DIGESTS)
        behind = write(session, people[1], 2)
    waiting.pace.rest(conversation=str(people[0].id), seconds=1)

    assert taken(sqlite_database, waiting, 2) == behind
    assert waiting.rest_s() == 1


def test_nothing_left_is_nothing_to_wait_for(
    sqlite_database: Database, people: list[Person], waiting: Waiting
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        [one] = write(session, people[0])

    assert taken(sqlite_database, waiting, 1) == [one]
    assert waiting.rest_s() is None
