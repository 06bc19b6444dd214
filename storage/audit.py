"""The audit trail: who did what, when, before and after. Append-only, one chain a workspace.

An entry is written where it happens, and gets its place in the chain as the last act of the
transaction. The head of the chain is locked only then: whoever holds it waits for nobody.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Connection, Index, UniqueConstraint, event
from sqlmodel import Field, Session, SQLModel, col, select

from storage import append_only, chain
from storage.columns import Json, Row, Scoped, new_id
from storage.scoping import WorkspaceId
from storage.upsert import insert_missing


class Audit(Scoped, table=True):
    """One change, refusal or view."""

    __table_args__ = (
        Index("ix_audit_subject_id_at", "subject_id", "at"),
        UniqueConstraint("workspace_id", "number"),
    )

    at: datetime
    actor: str  # a person's id, or "bot", "import", "admin at the keyboard"
    action: str  # noun.verb, e.g. "commitment.done"
    subject_kind: str
    subject_id: UUID | None = None
    before: Json | None = Field(default=None, sa_type=JSON)
    after: Json | None = Field(default=None, sa_type=JSON)
    salt: str | None = None  # None: what was personal in before and after was taken out
    digest: str  # of before and after as they were written
    number: int | None = None  # the place in its workspace's chain
    hash: str | None = None


class AuditHead(Row, table=True):
    """Where the chain of a workspace ends; whoever appends to it locks this row."""

    workspace_id: UUID = Field(foreign_key="workspace.id", unique=True, sa_type=WorkspaceId)
    number: int = 0
    hash: str = chain.BEGINNING


_UNSEALED = "audit entries to be sealed"
_TRAIL = SQLModel.metadata.tables["audit"]
_APPEND = _TRAIL.insert()
# In the driver's own words, since every change pays for these three.
_HEAD = "SELECT number, hash FROM audithead WHERE workspace_id = ?"
_SEAL = "UPDATE audit SET number = ?, hash = ? WHERE id = ?"
_MOVE_HEAD = "UPDATE audithead SET number = ?, hash = ? WHERE workspace_id = ?"
append_only.guard(_TRAIL)


def record(
    session: Session,
    *,
    workspace_id: UUID,
    now: datetime,
    actor: UUID | str,
    action: str,
    subject: tuple[str, UUID | None],
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Append one entry in the caller's transaction. ``subject`` is its kind and id."""
    kind, subject_id = subject
    salt = chain.new_salt()
    entry = {
        "id": new_id(),
        "workspace_id": workspace_id,
        "at": now,
        "actor": str(actor),
        "action": action,
        "subject_kind": kind,
        "subject_id": subject_id,
        "before": before,
        "after": after,
        "salt": salt,
        "digest": chain.digest(salt, before, after),
    }
    session.connection().execute(_APPEND, entry)
    session.info.setdefault(_UNSEALED, []).append(entry)


def newest(session: Session, *, workspace_id: UUID, action: str, subject_id: UUID) -> Audit | None:
    """Return the newest entry of an action on a thing."""
    statement = (
        select(Audit)
        .where(
            col(Audit.workspace_id) == workspace_id,
            col(Audit.action) == action,
            col(Audit.subject_id) == subject_id,
        )
        .order_by(col(Audit.at).desc(), col(Audit.id).desc())
        .limit(1)
    )
    return session.exec(statement).first()


@event.listens_for(Session, "before_commit")
def _seal(session: Session) -> None:
    """Give what the transaction wrote its place in the chain."""
    if _UNSEALED not in session.info or session.in_nested_transaction():
        return
    session.flush()  # after the head no other row is locked, so that nobody waits in a circle
    entries = sorted(session.info.pop(_UNSEALED), key=lambda entry: str(entry["workspace_id"]))
    for workspace_id, its in groupby(entries, key=lambda entry: entry["workspace_id"]):
        _append(session, workspace_id, its)


def _append(session: Session, workspace_id: UUID, entries: Iterable[dict[str, Any]]) -> None:
    run = _Driver(session.connection())
    number, last = _locked_head(session, run, workspace_id)
    for entry in entries:
        linked = chain.link(last, number + 1, entry)
        if run(_SEAL, number + 1, linked, entry["id"]).rowcount:  # 0: taken back by a savepoint
            number, last = number + 1, linked
    run(_MOVE_HEAD, number, last, workspace_id)


def _locked_head(session: Session, run: "_Driver", workspace_id: UUID) -> tuple[int, str]:
    lock = "" if run.is_sqlite else " FOR UPDATE"
    head: tuple[int, str] | None = run(_HEAD + lock, workspace_id).fetchone()
    if head is not None:
        return head
    first = {"id": new_id(), "number": 0, "hash": chain.BEGINNING}
    insert_missing(session, AuditHead, [first | {"workspace_id": workspace_id}])
    made: tuple[int, str] = run(_HEAD + lock, workspace_id).fetchone()
    return made


class _Driver:
    """Runs a statement as it stands, which takes a tenth of the time; both drivers agree on how.

    Ids become what each database keeps them as.
    """

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.dbapi_connection
        self.is_sqlite = connection.dialect.name == "sqlite"

    def __call__(self, statement: str, *values: UUID | int | str) -> Any:
        if not self.is_sqlite:
            return self._driver.execute(statement.replace("?", "%s"), values)
        plain = [each.hex if isinstance(each, UUID) else each for each in values]
        return self._driver.execute(statement, plain)
