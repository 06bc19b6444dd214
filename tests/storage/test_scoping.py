"""One workspace never reaches another's rows, whatever a query forgets."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import FromClause, MetaData, Table, exists, inspect, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, func, insert, select, union, update

import handlers
from bot.rules.commitments import CommitmentState
from storage import row_security
from storage.columns import new_id
from storage.commitments import Commitment
from storage.database import Database
from storage.partners import Partner
from storage.people import Person
from storage.scoping import OtherWorkspaceError, UnscopedError, scope_of
from storage.upsert import insert_missing
from storage.workspaces import Workspace
from tests.factories import make_commitment, make_partner, make_person, make_workspace


@dataclass(frozen=True)
class Tenant:
    """A workspace with one promise to one partner."""

    id: UUID
    person: Person
    partner: Partner
    promise: Commitment


@pytest.fixture
def two(database: Database) -> tuple[Tenant, Tenant]:
    """Return two workspaces with the same kind of rows."""
    with database.across_workspaces.transaction() as session:
        ours, theirs = _tenant(session), _tenant(session)
    return ours, theirs


def _tenant(session: Session) -> Tenant:
    workspace = make_workspace(session)
    person = make_person(session, workspace)
    partner = make_partner(session, workspace, owner=person)
    promise = make_commitment(session, partner, owner=person)
    return Tenant(workspace.id, person, partner, promise)


_OTHER = aliased(Person, name="other")

FORGETFUL: dict[str, Callable[[Session], object]] = {
    "entities": lambda s: len(s.exec(select(Commitment)).all()),
    "columns": lambda s: len(s.exec(select(Commitment.title)).all()),
    "a count": lambda s: s.exec(select(func.count()).select_from(Commitment)).one(),
    "a join": lambda s: len(
        s.exec(select(Commitment).join(Partner, col(Partner.name) == col(Partner.name))).all()
    ),
    "the far side of an outer join": lambda s: len(
        s.exec(select(Partner, _OTHER).outerjoin(_OTHER, col(_OTHER.name) == _OTHER.name)).all()
    ),
    "a subquery": lambda s: _count(s, select(Commitment.id).subquery()),
    "a common table expression": lambda s: _count(s, select(Commitment.id).cte()),
    "a union": lambda s: len(s.execute(union(select(Commitment.id), select(Commitment.id))).all()),
    "a table without its model": lambda s: len(
        s.connection().execute(_table(Commitment).select()).all()
    ),
    "workspaces": lambda s: len(s.exec(select(Workspace)).all()),
    "an update": lambda s: s.exec(update(Commitment).values(title="New")).rowcount,
    "a delete": lambda s: s.exec(delete(Commitment)).rowcount,
    "a delete without the model": lambda s: (
        s.connection().execute(_table(Commitment).delete()).rowcount
    ),
}


def _count(session: Session, of: FromClause) -> int:
    return session.exec(select(func.count()).select_from(of)).one()


def _table(model: type[Commitment | Workspace]) -> Table:
    found: Table = inspect(model).local_table
    return found


@pytest.mark.parametrize("asked", FORGETFUL)
def test_a_query_that_forgets_its_workspace_finds_its_own_rows_alone(
    asked: str, database: Database, two: tuple[Tenant, Tenant]
) -> None:
    with database.across_workspaces.reading() as session:
        everywhere = FORGETFUL[asked](session)
    with database.within(two[0].id).transaction() as session:
        within = FORGETFUL[asked](session)

    assert within == 1
    assert everywhere in {2, 4}, "across workspaces the same query finds both"


def test_a_row_of_another_workspace_cannot_be_found_by_its_id(
    database: Database, two: tuple[Tenant, Tenant]
) -> None:
    ours, theirs = two
    with database.within(ours.id).reading() as session:
        assert session.get(Commitment, theirs.promise.id) is None
        assert session.get(Workspace, theirs.id) is None
        there = exists().where(col(Commitment.id) == theirs.promise.id)
        assert not session.exec(select(there)).one()


ACTS: dict[str, Callable[[Session, Tenant], object]] = {
    "asking for its rows": lambda s, them: s.exec(
        select(Commitment).where(col(Commitment.workspace_id) == them.id)
    ).all(),
    "adding a row": lambda s, them: _add(s, _promise(them)),
    "adding rows at once": lambda s, them: s.execute(
        insert(Commitment), [_promise(them).model_dump()]
    ),
    "adding what is missing": lambda s, them: insert_missing(
        s, Commitment, [_promise(them).model_dump()]
    ),
    "handing a row over": lambda s, them: s.exec(update(Commitment).values(workspace_id=them.id)),
}


def _add(session: Session, promise: Commitment) -> None:
    session.add(promise)
    session.flush()


def _promise(them: Tenant) -> Commitment:
    return Commitment(**(them.promise.model_dump() | {"id": new_id()}))


@pytest.mark.parametrize("act", ACTS)
def test_naming_another_workspace_is_refused(
    act: str, database: Database, two: tuple[Tenant, Tenant]
) -> None:
    ours, theirs = two
    with (
        pytest.raises(OtherWorkspaceError),
        database.within(ours.id).transaction() as session,
    ):
        ACTS[act](session, theirs)


def test_two_sessions_open_at_once_keep_to_their_own_workspaces(
    sqlite_database: Database,
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        ours, theirs = _tenant(session), _tenant(session)
    with (
        sqlite_database.within(ours.id).reading() as one,
        sqlite_database.within(theirs.id).reading() as other,
    ):
        for _ in range(2):
            assert one.exec(select(Commitment.id)).all() == [ours.promise.id]
            assert other.exec(select(Commitment.id)).all() == [theirs.promise.id]


def test_statements_are_compiled_once_for_all_workspaces(sqlite_database: Database) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        tenants = [_tenant(session) for _ in range(3)]

    kept = set()
    for tenant in tenants:
        with sqlite_database.within(tenant.id).reading() as session:
            state = CommitmentState.ACCEPTED
            session.exec(select(Commitment).where(col(Commitment.state) == state)).all()
            kept.add(len(session.get_bind().engine._compiled_cache or ()))

    assert len(kept) == 1


def test_text_is_not_run_for_a_workspace_on_sqlite(sqlite_database: Database) -> None:
    with (
        sqlite_database.within(new_id()).reading() as session,
        pytest.raises(UnscopedError),
    ):
        session.execute(text("SELECT * FROM commitment"))


# What follows is PostgreSQL's own wall. The tests' role is an ordinary one: it owns the tables.


@pytest.fixture
def tenants(postgres_database: Database, request: pytest.FixtureRequest) -> tuple[Tenant, Tenant]:
    """Return two workspaces in PostgreSQL, which is emptied afterwards."""
    from tests.conftest import empty  # noqa: PLC0415

    metadata: MetaData = request.getfixturevalue("metadata")
    request.addfinalizer(lambda: empty(postgres_database, metadata))  # noqa: PT021
    with postgres_database.across_workspaces.transaction() as session:
        return _tenant(session), _tenant(session)


def test_raw_sql_sees_the_rows_of_its_own_workspace(
    postgres_database: Database, tenants: tuple[Tenant, Tenant]
) -> None:
    count = text("SELECT count(*) FROM commitment")
    with postgres_database.within(tenants[0].id).reading() as session:
        assert session.execute(count).scalar_one() == 1
    with postgres_database.across_workspaces.reading() as session:
        assert session.execute(count).scalar_one() == 2
    with postgres_database.engine.connect() as connection:
        assert connection.execute(count).scalar_one() == 0, "who says nothing sees nothing"


def test_postgresql_refuses_a_row_of_another_workspace(
    postgres_database: Database, tenants: tuple[Tenant, Tenant]
) -> None:
    ours, theirs = tenants
    with postgres_database.within(ours.id).transaction() as session:
        statement = text("UPDATE commitment SET workspace_id = :them")
        with pytest.raises(Exception, match="row-level security"), session.begin_nested():
            session.execute(statement, {"them": theirs.id})
        touched = session.execute(
            text("UPDATE commitment SET title = 'x' WHERE id = :id"), {"id": theirs.promise.id}
        )
        assert touched.rowcount == 0  # type: ignore[attr-defined]


def test_postgresql_keeps_every_table_of_a_workspace_apart(
    postgres_database: Database, metadata: MetaData
) -> None:
    shared = {name for name, table in metadata.tables.items() if scope_of(table) is None}
    assert shared == set(row_security.SHARED_TABLES), "say in SHARED_TABLES why it is nobody's"
    with postgres_database.engine.connect() as connection:
        assert row_security.without_policy(connection) == []
        assert not row_security.is_passed_by(connection)


def test_listeners_open_sessions_of_their_own_workspace_alone() -> None:
    sources = list(Path(handlers.__file__).parent.glob("*.py"))
    assert sources
    assert [file.name for file in sources if "across_workspaces" in file.read_text()] == []
