"""Removing the app: that workspace stops at once, others go on, and its data goes in time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import MetaData, Table, func, select
from sqlmodel import Session

from bot.delivery.outbox import InsideDM, Intent, post_internal
from bot.flows.workspace import installations as flows
from bot.jobs.departed_workspaces import delete_departed
from bot.rules.leaving import deleted_at
from messages.audience import InternalMessage
from storage import people
from storage.columns import ExactDecimal, new_id
from storage.database import Database
from storage.installations import Installation
from storage.workspaces import Workspace, WorkspaceState
from tests.installations.conftest import NADIA, NORTH, NOW, SAM, SOUTH, Host
from tests.web.conftest import wait_for

NOBODYS = {"installattempt", "replica"}  # tables that hold nothing of any workspace


@pytest.mark.parametrize(
    ("left", "deleted"),
    [
        pytest.param((2026, 11, 24, 14), (2026, 12, 14, 14), id="on a Tuesday"),
        pytest.param((2026, 11, 27, 14), (2026, 12, 17, 14), id="on a Friday"),
        pytest.param((2026, 11, 28, 14), (2026, 12, 17, 14), id="on a Saturday"),
        pytest.param((2026, 12, 21, 0), (2027, 1, 8, 0), id="over New Year"),
    ],
)
def test_data_is_kept_for_fourteen_business_days(
    left: tuple[int, int, int, int], deleted: tuple[int, int, int, int]
) -> None:
    assert deleted_at(datetime(*left, tzinfo=UTC)) == datetime(*deleted, tzinfo=UTC)


def write_to(host: Host, user: str, place: str, words: str) -> None:
    workspace_id = host.row(place).workspace_id
    with host.database.within(workspace_id).transaction() as session:
        person = people.of_slack_id(session, workspace_id=workspace_id, slack_user_id=user)
        assert person is not None
        intent = Intent(workspace_id, key=words, rule="test", why="A test.", now=host.clock.now())
        post_internal(session, InternalMessage(words), InsideDM(person.id), intent=intent)
    host.bot.dispatcher.wake()


def read_by(host: Host, user: str) -> list[str]:
    dm = host.sandbox.world.dm(user)
    return [message.text for message in host.sandbox.world.messages(dm.id)]


def state(host: Host, place: str) -> WorkspaceState:
    with host.database.across_workspaces.reading() as session:
        return session.get_one(Workspace, host.row(place).workspace_id).state


def test_a_workspace_that_removes_the_app_stops_at_once_and_the_others_go_on(
    host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    north, _ = host.install(NADIA), host.install(SAM)
    for user in (NADIA, SAM):
        host.types(user, "list")
    host.sandbox.world.revoke(north)
    host.sandbox.settle()

    assert state(host, NORTH) is WorkspaceState.STOPPED
    write_to(host, NADIA, NORTH, "Not any more")
    write_to(host, SAM, SOUTH, "Hello")
    wait_for(lambda: "Hello" in read_by(host, SAM))
    north.revoked = False  # so that only the bot itself can keep it from being written to
    assert "Not any more" not in read_by(host, NADIA)
    assert host.row(NORTH).sealed_token is None
    assert "2026-12-14" in str([record.__dict__.get("until") for record in caplog.records])


def test_a_token_that_slack_calls_revoked_ends_in_the_same_without_an_event(host: Host) -> None:
    north = host.install(NADIA)
    host.types(NADIA, "list")
    north.revoked = True

    write_to(host, NADIA, NORTH, "Hello")

    wait_for(lambda: host.row(NORTH).left_at is not None)
    assert state(host, NORTH) is WorkspaceState.STOPPED


def test_installing_again_in_time_brings_everything_back(host: Host) -> None:
    north = host.install(NADIA)
    host.types(NADIA, "list")
    workspace_id = host.row(NORTH).workspace_id
    host.sandbox.world.revoke(north)
    host.sandbox.settle()
    host.clock.move(NOW + timedelta(days=19))
    host.bot.tick()

    host.install(NADIA)
    host.clock.move(NOW + timedelta(days=40))
    host.bot.tick()

    assert host.row(NORTH).workspace_id == workspace_id
    assert state(host, NORTH) is WorkspaceState.ACTIVE
    assert "no partners yet" in host.types(NADIA, "list")


def test_late_news_of_an_earlier_removal_changes_nothing(host: Host) -> None:
    host.install(NADIA)
    row = host.row(NORTH)
    with host.database.within(row.workspace_id).transaction() as session:
        flows.leave(
            session,
            workspace_id=row.workspace_id,
            reason="app_uninstalled",
            said_at=row.installed_at - timedelta(minutes=5),
            now=NOW,
        )

    assert state(host, NORTH) is WorkspaceState.ACTIVE


def test_every_row_of_a_workspace_is_deleted_and_none_of_another(
    database: Database, metadata: MetaData
) -> None:
    gone, kept = new_id(), new_id()
    with database.across_workspaces.transaction() as session:
        for workspace_id in (gone, kept):
            fill_every_table(session, metadata, workspace_id)
    with database.across_workspaces.transaction() as session:
        said_at = NOW + timedelta(days=365)
        session.execute(sa.update(Installation).values(left_at=None))
        flows.leave(session, workspace_id=gone, reason="app_uninstalled", said_at=said_at, now=NOW)
    before = counted(database, metadata, kept)
    assert set(counted(database, metadata, gone)) == set(metadata.tables) - NOBODYS

    assert delete_departed(database, now=deleted_at(NOW) - timedelta(seconds=1)) == 0
    assert delete_departed(database, now=deleted_at(NOW)) == 1
    assert delete_departed(database, now=deleted_at(NOW)) == 0

    assert counted(database, metadata, gone) == {}
    assert counted(database, metadata, kept) == before


def counted(database: Database, metadata: MetaData, workspace_id: UUID) -> dict[str, int]:
    """Return how many rows of a workspace each table has, where it has any."""
    found = {}
    with database.across_workspaces.reading() as session:
        for table in metadata.sorted_tables:
            owner = table.c.get("id" if table.name == "workspace" else "workspace_id")
            if owner is not None:
                of = select(func.count()).select_from(table).where(owner == workspace_id)
                found[table.name] = session.execute(of).scalar_one()
    return {name: count for name, count in found.items() if count}


def fill_every_table(session: Session, metadata: MetaData, workspace_id: UUID) -> None:
    """Put a row into every table of a workspace, whatever columns it has."""
    made: dict[str, UUID] = {"workspace": workspace_id}
    for table in metadata.sorted_tables:
        if table.name in NOBODYS:
            continue
        made.setdefault(table.name, new_id())
        session.execute(table.insert().values(dict(_values(table, made))))


def _values(table: Table, made: dict[str, UUID]) -> Iterator[tuple[str, Any]]:
    for column in table.c:
        target = next((key.column.table.name for key in column.foreign_keys), None)
        if column.name == "id":
            yield column.name, made[table.name]
        elif target is not None:
            yield column.name, made.get(target)
        elif column.name == "workspace_id":
            yield column.name, made["workspace"]
        else:
            yield column.name, _value(column.type)


def _value(kind: Any) -> Any:
    """Return some value of a column's type; texts differ, since some are unique."""
    if isinstance(kind, sa.Enum):
        return kind.python_type(next(iter(kind.enums))) if kind.enum_class else kind.enums[0]
    if isinstance(kind, ExactDecimal):
        return 1
    if isinstance(kind, sa.JSON):
        return {}
    python: type = getattr(kind, "impl_instance", kind).python_type
    some = {str: str(new_id()), datetime: NOW, date: NOW.date(), UUID: new_id(), bool: False}
    return some.get(python, 1)
