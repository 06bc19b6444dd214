"""The audit trail held against its chain: whole, or where it was first tampered with."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from storage import chain
from storage.audit import Audit, AuditHead

AT_ONCE = 1000  # rows in memory


@dataclass(frozen=True, slots=True)
class Trail:
    """What was found of one workspace's trail; ``fault`` is None for one that is whole."""

    workspace_id: UUID
    entries: int
    emptied: int  # entries whose personal values were taken out
    fault: str | None = None
    entry_id: UUID | None = None  # the first that is broken
    at: datetime | None = None


def check(session: Session, *, workspace_id: UUID) -> Trail:
    """Go along the whole chain of a workspace and return what was found."""
    number, last, emptied = 0, chain.BEGINNING, 0
    statement = (
        select(Audit)
        .where(col(Audit.workspace_id) == workspace_id, col(Audit.number).is_not(None))
        .order_by(col(Audit.number))
        .execution_options(yield_per=AT_ONCE)
    )
    with closing(session.exec(statement)) as trail:
        for entry in trail:
            fault = _fault(entry, number, last)
            if fault is not None:
                return Trail(workspace_id, number, emptied, fault, entry.id, entry.at)
            number, last = number + 1, entry.hash or ""
            emptied += entry.salt is None
            session.expunge(entry)
    fault = _end_fault(session, workspace_id, number, last)
    return Trail(workspace_id, number, emptied, fault)


def _fault(entry: Audit, number: int, last: str) -> str | None:
    """Return what is wrong with the entry that should come after ``number``, if anything is."""
    if entry.number != number + 1:
        return "entries before it are missing"
    written = entry.model_dump()
    if entry.hash != chain.link(last, number + 1, written):
        return "it was changed, or one before it was put in another's place"
    if entry.salt is not None:
        kept = chain.digest(entry.salt, entry.before, entry.after)
        if kept != entry.digest:
            return "what it says was before or after was changed"
    return None


def _end_fault(session: Session, workspace_id: UUID, number: int, last: str) -> str | None:
    head = session.exec(
        select(AuditHead).where(col(AuditHead.workspace_id) == workspace_id)
    ).one_or_none()
    end = (0, chain.BEGINNING) if head is None else (head.number, head.hash)
    if end != (number, last):
        return f"it ends after {number} entries, and {end[0]} were written"
    unsealed = select(func.count()).where(
        col(Audit.workspace_id) == workspace_id, col(Audit.number).is_(None)
    )
    loose = session.exec(unsealed).one()
    return f"{loose} entries stand outside of the chain" if loose else None
