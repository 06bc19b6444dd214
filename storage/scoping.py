"""The wall between workspaces, in the query layer: what one of them asks stays within it.

Two guards, both at work on SQLite and PostgreSQL. A scoped engine compiles each statement with
one condition more for every table of a workspace in it, wherever the table stands, so that a
query which forgets its WHERE still finds its own rows alone. And a ``workspace_id`` sent along
with a statement must be the session's own, so that another's is refused and never just not found.

Compiled statements are cached, so neither costs anything to speak of when a statement runs.
"""

from collections.abc import Iterator
from threading import local
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    Alias,
    ColumnElement,
    Delete,
    Dialect,
    Engine,
    Executable,
    FromClause,
    Join,
    Select,
    Subquery,
    Table,
    TextClause,
    Update,
    Uuid,
    Values,
    and_,
    bindparam,
    event,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import FromGrouping, TableValuedAlias
from sqlalchemy.types import TypeDecorator

SCOPE = "partner_bot_workspace"  # an execution option: a workspace's id, or EVERY
EVERY = "*"

_NOT_TABLES = (Subquery, CTE, FunctionElement, TableValuedAlias, Values)

_Before: Any = object  # it is put before whichever compiler the database has


class OtherWorkspaceError(DontWrapMixin, RuntimeError):
    """A statement of one workspace named another."""


class UnscopedError(RuntimeError):
    """A statement cannot be kept within its workspace, so it is not run."""


class _Running(local):
    """The workspace of the statement that this thread is about to run."""

    workspace_id: UUID | None = None


_running = _Running()


class WorkspaceId(TypeDecorator[UUID]):
    """A column that says whose row it is. Raises OtherWorkspaceError for another's id."""

    impl = Uuid
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> UUID | None:
        """Let the session's own workspace pass; a session across workspaces names any."""
        del dialect
        if _running.workspace_id not in (None, value):
            raise OtherWorkspaceError("a statement names a workspace that is not its session's")
        return value


def scope_of(table: FromClause) -> ColumnElement[UUID] | None:
    """Return the column that says whose row it is; None for a table that is nobody's."""
    if "workspace_id" in table.c:
        return table.c.workspace_id
    return table.c.id if getattr(table, "name", None) == "workspace" else None


class _Own(ColumnElement[bool]):
    """Whether a row is of the workspace whose statement runs."""

    inherit_cache = False  # it is added while compiling: no statement is ever found by it

    def __init__(self, column: ColumnElement[UUID]) -> None:
        self.column = column

    @property
    def _from_objects(self) -> list[FromClause]:
        return self.column._from_objects  # noqa: SLF001 - SQLAlchemy asks this of every element


# One object: where a statement names it several times, the value is the same.
_ID = bindparam("partner_bot_workspace", callable_=lambda: _running.workspace_id, type_=Uuid())


@compiles(_Own)
def _own(element: _Own, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.column == _ID, **more)


@compiles(_Own, "sqlite")
def _own_in_sqlite(element: _Own, compiler: SQLCompiler, **more: Any) -> str:
    # With the plus it is no term for an index: a query's plan stays as its author meant it.
    return "+" + compiler.process(element.column == _ID, **more)


def _conditions(found: FromClause) -> Iterator[ColumnElement[bool]]:
    """Go through what WHERE has to say of a FROM. Raises UnscopedError for what is unknown."""
    if isinstance(found, FromGrouping):
        yield from _conditions(found.element)
    elif isinstance(found, Join) and not found.full:
        yield from _conditions(found.left)
        if not found.isouter:
            yield from _conditions(found.right)
    elif isinstance(found, Table) or (
        isinstance(found, Alias) and isinstance(found.element, Table)
    ):
        whose = scope_of(found)
        if whose is not None:
            yield _Own(whose)
    elif not isinstance(found, _NOT_TABLES):
        raise UnscopedError(f"no way to keep this within a workspace: {type(found).__name__}")


class _Scoping(_Before):  # type: ignore[misc]
    """Comes before a database's own compiler and adds the conditions."""

    def _compose_select_body(
        self,
        text: str,
        select: Select[Any],
        state: Any,
        columns: list[str],
        froms: list[FromClause],
        *more: Any,
    ) -> Any:
        own = [each for found in froms for each in _conditions(found)]
        limited = select.where(*own) if own else select
        return super()._compose_select_body(text, limited, state, columns, froms, *more)

    def visit_join(self, join: Join, **more: Any) -> Any:
        """Put what the far side of an outer join has to keep to into its ON."""
        if join.isouter:
            onclause = and_(*_given(join.onclause), *_conditions(join.right))
            join = Join(join.left, join.right, onclause, isouter=True)
        return super().visit_join(join, **more)

    def visit_update(self, update_stmt: Update, **more: Any) -> Any:
        """Update rows of the workspace."""
        return super().visit_update(update_stmt.where(*_of(update_stmt.table)), **more)

    def visit_delete(self, delete_stmt: Delete, **more: Any) -> Any:
        """Delete rows of the workspace."""
        return super().visit_delete(delete_stmt.where(*_of(delete_stmt.table)), **more)

    def update_from_clause(self, *_: Any, **__: Any) -> str:
        """Raise UnscopedError: a subquery says the same, and is kept within the workspace."""
        raise UnscopedError("UPDATE ... FROM")

    def delete_extra_from_clause(self, *_: Any, **__: Any) -> str:
        """Raise UnscopedError, as above."""
        raise UnscopedError("DELETE ... USING")


def _given(onclause: ColumnElement[bool] | None) -> list[ColumnElement[bool]]:
    return [] if onclause is None else [onclause]


def _of(table: Any) -> list[ColumnElement[bool]]:
    return list(_conditions(table))


def scope(engine: Engine) -> None:
    """Keep every statement of ``engine`` within the workspace of its connection.

    Raises UnscopedError for text that SQLite would run as it stands; PostgreSQL has a wall of
    its own behind this one.
    """
    own = engine.dialect.statement_compiler
    engine.dialect.statement_compiler = type("Scoping" + own.__name__, (_Scoping, own), {})
    event.listen(engine, "before_execute", _refuse_text)


def watch(engine: Engine) -> None:
    """Let ``engine``'s statements be checked against the workspace of their connection."""
    event.listen(engine, "before_execute", _note)


def _note(connection: Connection, *_: Any) -> None:
    workspace_id = connection.get_execution_options().get(SCOPE)
    _running.workspace_id = workspace_id if isinstance(workspace_id, UUID) else None


def _refuse_text(connection: Connection, statement: Executable, *_: Any) -> None:
    if isinstance(statement, TextClause) and connection.dialect.name == "sqlite":
        raise UnscopedError("text in the session of a workspace")
