"""The audit trail is one chain a workspace: it only grows, and tampering shows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from bot.cli import doctor_ledger
from storage import audit, installations, trail_check
from storage.audit import Audit
from storage.database import Database
from storage.workspaces import Workspace, WorkspaceState
from tests.factories import NOW, make_workspace


@pytest.fixture
def workspace_id(database: Database) -> UUID:
    """Return a workspace whose trail has four entries."""
    with database.across_workspaces.transaction() as session:
        made = make_workspace(session).id
    for number in range(4):
        with database.within(made).transaction() as session:
            _record(session, made, number)
    return made


def _record(session: Session, workspace_id: UUID, number: int) -> None:
    audit.record(
        session,
        workspace_id=workspace_id,
        now=NOW,
        actor="bot",
        action="goal.changed",
        subject=("goal", None),
        before={"due_on": None, "title": "Séance", "part": 0.5},
        after={"title": f"Number {number}"},
    )


def _check(database: Database, workspace_id: UUID) -> trail_check.Trail:
    with database.within(workspace_id).reading() as session:
        return trail_check.check(session, workspace_id=workspace_id)


@contextmanager
def _unguarded(database: Database) -> Iterator[Connection]:
    """Yield a connection to a database whose triggers were removed."""
    on = "" if database.is_sqlite else " ON audit"
    with database.across_workspaces.transaction() as session:
        connection = session.connection()
        kept = (
            connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'"))
            .scalars()
            .all()
            if database.is_sqlite
            else ()
        )
        if database.is_sqlite:
            for name in ("audit_stays", "audit_remains"):
                connection.execute(text(f"DROP TRIGGER {name}{on}"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        yield connection
        for statement in kept:
            connection.exec_driver_sql(statement)
        if not database.is_sqlite:
            connection.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))


def test_a_trail_as_it_was_written_is_whole(database: Database, workspace_id: UUID) -> None:
    found = _check(database, workspace_id)
    assert (found.fault, found.entries, found.emptied) == (None, 4, 0)
    said = [each.what for each in doctor_ledger.trails(database)]
    assert said == ["The audit trail of Northwind is whole: 4 entries."]


TAMPERING = {
    "who did it": ("UPDATE audit SET actor = 'nobody' WHERE number = 2", 2),
    "what was there before": ("UPDATE audit SET before = '{}' WHERE number = 3", 3),
    "when": ("UPDATE audit SET at = '2020-01-01 00:00:00+00' WHERE number = 1", 1),
    "an entry taken out": ("DELETE FROM audit WHERE number = 2", 3),
    "the end cut off": ("DELETE FROM audit WHERE number = 4", None),
    "an entry slipped in": ("UPDATE audit SET number = NULL, hash = NULL WHERE number = 4", None),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_shows_at_the_first_entry_it_touched(
    how: str, database: Database, workspace_id: UUID
) -> None:
    statement, first = TAMPERING[how]
    with database.within(workspace_id).reading() as session:
        ids = {one.number: one.id for one in session.exec(select(Audit))}
    with _unguarded(database) as connection:
        connection.execute(text(statement))

    found = _check(database, workspace_id)

    assert found.fault is not None
    assert found.entry_id == (None if first is None else ids[first])
    assert any("broken" in each.what and each.fix for each in doctor_ledger.trails(database))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody'",
        "UPDATE audit SET after = '{}'",
        "UPDATE audit SET after = '{}', salt = NULL, digest = ''",
        "UPDATE audit SET hash = NULL",
        "DELETE FROM audit",
    ],
)
def test_the_database_refuses_to_change_the_trail(
    statement: str, database: Database, workspace_id: UUID
) -> None:
    with (
        pytest.raises(DBAPIError, match="append-only"),
        database.across_workspaces.transaction() as session,
    ):
        session.execute(text(statement))
    assert _check(database, workspace_id).fault is None


def test_what_is_personal_can_be_taken_out_and_the_chain_holds(
    database: Database, workspace_id: UUID
) -> None:
    with database.within(workspace_id).transaction() as session:
        entry = session.exec(select(Audit).where(col(Audit.number) == 2)).one()
        entry.before, entry.after, entry.salt = None, {"title": "erased"}, None

    found = _check(database, workspace_id)

    assert (found.fault, found.emptied) == (None, 1)


def test_a_workspace_that_left_can_be_deleted_with_its_trail(
    database: Database, workspace_id: UUID
) -> None:
    with database.across_workspaces.transaction() as session:
        session.get_one(Workspace, workspace_id).state = WorkspaceState.STOPPED
        session.flush()
        installations.delete_all_of(session, workspace_id)
    with database.across_workspaces.reading() as session:
        assert session.exec(select(Audit)).all() == []


def test_what_a_savepoint_took_back_is_no_gap(database: Database, workspace_id: UUID) -> None:
    with database.within(workspace_id).transaction() as session:
        taken_back = session.begin_nested()
        _record(session, workspace_id, 5)
        taken_back.rollback()
        _record(session, workspace_id, 6)

    found = _check(database, workspace_id)
    assert (found.fault, found.entries) == (None, 5)


def test_entries_written_at_once_form_one_chain(database: Database, workspace_id: UUID) -> None:
    def write(number: int) -> None:
        with database.within(workspace_id).transaction() as session:
            _record(session, workspace_id, number)
            _record(session, workspace_id, -number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(20)))

    found = _check(database, workspace_id)
    assert (found.fault, found.entries) == (None, 44)


def test_doctor_says_that_the_triggers_are_gone(sqlite_database: Database) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        make_workspace(session)
        session.connection().execute(text("DROP TRIGGER audit_stays"))
    found = list(doctor_ledger.trails(sqlite_database))
    assert found[0].fix is not None
