"""What a restored backup must not forget: who was erased since, and what was sent since."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from bot.flows.people import data as people_data
from storage import replicas
from storage.columns import new_id
from storage.erasures import Tombstone
from storage.outbox import Outbox, OutboxState, SendingLease
from storage.people import Person
from storage.replicas import Replica
from storage.workspaces import Workspace

RESTORED = "restored from a backup"
_WENT = (OutboxState.SENT, OutboxState.SENDING, OutboxState.UNKNOWN)
_WAITS = (OutboxState.PENDING, OutboxState.HELD, OutboxState.SENDING)
# Of a message that went, its key and its time are enough; what it said comes from the backup.
_DAILY = ("last_daily_on", "last_daily_at", "last_daily_zone")


@dataclass(frozen=True, slots=True)
class Since:
    """Rows of the database that is replaced, as plain values."""

    tombstones: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    dailies: dict[UUID, dict[str, Any]] = field(default_factory=dict)  # by person


def is_served(session: Session, *, now: datetime) -> bool:
    """Say whether a process that runs the bot on this database is alive."""
    return bool(replicas.alive(session, now=now))


def read(session: Session) -> Since:
    """Return what has to outlive the database."""
    sent = session.exec(select(Outbox).where(col(Outbox.state).in_(_WENT))).all()
    people = session.exec(select(Person).where(col(Person.last_daily_on).is_not(None))).all()
    return Since(
        tombstones=[one.model_dump() for one in session.exec(select(Tombstone)).all()],
        sent=[
            one.model_dump(include={"workspace_id", "key", "kind", "audience", "rule", "due_at"})
            for one in sent
        ],
        dailies={one.id: one.model_dump(include=set(_DAILY)) for one in people},
    )


def write(session: Session, since: Since, *, now: datetime) -> None:
    """Make the restored database know it; what waited there is skipped, with the reason."""
    session.execute(delete(SendingLease))
    session.execute(delete(Replica))
    session.execute(
        update(Outbox)
        .where(col(Outbox.state).in_(_WAITS))
        .values(state=OutboxState.SKIPPED, reason=RESTORED, finished_at=now)
    )
    workspaces = set(session.exec(select(Workspace.id)).all())
    _keep_keys(session, [one for one in since.sent if one["workspace_id"] in workspaces], now)
    for person_id, daily in since.dailies.items():
        session.execute(update(Person).where(col(Person.id) == person_id).values(daily))
    known = set(session.exec(select(Tombstone.id)).all())
    for stone in since.tombstones:
        if stone["id"] not in known and stone["workspace_id"] in workspaces:
            session.add(Tombstone(**stone))
    session.flush()
    for workspace_id in workspaces:
        people_data.erase_again(session, workspace_id=workspace_id, now=now)


def _keep_keys(session: Session, sent: list[dict[str, Any]], now: datetime) -> None:
    """Remember what was sent after the backup was taken, so that its key is not used again."""
    there = set(session.exec(select(Outbox.workspace_id, Outbox.key)).all())
    rows = [
        one
        | {
            "id": new_id(),
            "why": RESTORED,
            "payload": {},
            "urgent": False,
            "attempts": 0,
            "state": OutboxState.SKIPPED,
            "reason": "sent before the backup was restored",
            "created_at": now,
            "finished_at": now,
        }
        for one in sent
        if (one["workspace_id"], one["key"]) not in there
    ]
    if rows:
        session.execute(insert(Outbox), rows)
