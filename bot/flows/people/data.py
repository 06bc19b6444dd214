"""What is kept on one person: shown in full, and erased so that it stays so.

Erasing leaves what was promised, by nobody any more: the two companies' ledger is not the
person's to take along. Their name, their Slack id and what was written to them go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.flows.actors import Actor, By
from bot.flows.errors import Refusal
from storage import audit, erasures, partners, people, person_rows
from storage.outbox import Outbox, OutboxState
from storage.partners import Touch, name_key
from storage.people import Person
from storage.person_rows import Words
from storage.workspaces import Workspace

NOBODY = "Erased person"
ERASED = "its recipient was erased"
SHORTEST_NAME = 4  # a shorter one-word name is a part of too many other words' sentences


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept on a person: rows by table, each with its columns' plain values."""

    person_id: UUID
    name: str
    rows: dict[str, list[dict[str, Any]]]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each table name them."""
        return {table: len(found) for table, found in self.rows.items()}


def kept(session: Session, by: By, *, workspace_id: UUID, person_id: UUID, now: datetime) -> Kept:
    """Return everything kept on a person, and write down who looked.

    Raises Refusal for somebody who is no admin, or a person the workspace does not know.
    """
    person = _of(session, by, workspace_id, person_id)
    rows = person_rows.of_person(session, workspace_id=workspace_id, person_id=person.id)
    _record(session, by, person, now=now, action="person.exported")
    return Kept(person.id, person.name, rows)


def erase(session: Session, by: By, *, workspace_id: UUID, person_id: UUID, now: datetime) -> int:
    """Take a person's name, ids and messages out of everything; return how many rows changed.

    What they still owned falls to the partner's owner, as for anybody gone. It cannot be
    undone. Raises Refusal as ``kept``, and where somebody would erase themselves.
    """
    person = _of(session, by, workspace_id, person_id)
    if isinstance(by, Actor) and by.person_id == person_id:
        raise Refusal("Ask another admin to erase you: somebody has to be left to answer for it.")
    erasures.bury(session, person, now=now)
    changed = _empty(session, person, now=now)
    _record(session, by, person, now=now, action="person.erased")
    return changed


def erase_again(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Erase whoever lies under a tombstone, after a backup brought them back; return how many."""
    stones = erasures.of_workspace(session, workspace_id=workspace_id)
    if not stones:
        return 0
    everybody = session.exec(select(Person).where(col(Person.workspace_id) == workspace_id)).all()
    back = [one for one in everybody if one.name != NOBODY and erasures.lies_under(one, stones)]
    for person in back:
        _empty(session, person, now=now)
    return len(back)


def found(session: Session, *, workspace_id: UUID, said: str) -> Sequence[Person]:
    """Return the people meant by a Slack id, an id of ours or a whole name."""
    everybody = session.exec(select(Person).where(col(Person.workspace_id) == workspace_id)).all()
    words = said.strip()
    return [
        one
        for one in everybody
        if words in {one.slack_user_id, str(one.id)} or one.name_key == name_key(words)
    ]


def choices(
    session: Session, actor: Actor, *, typed: str, most: int
) -> list[tuple[UUID, str, str]]:
    """Return id, name and company of people whose name holds what was typed, in their order."""
    key = name_key(typed)
    rows = session.exec(
        select(Person.id, Person.name, Person.partner_id)
        .where(
            col(Person.workspace_id) == actor.workspace_id,
            col(Person.name_key).contains(key, autoescape=True),
            col(Person.name) != NOBODY,
        )
        .order_by(col(Person.name_key), col(Person.id))
        .limit(most)
    ).all()
    companies = {
        one.id: one.name for one in partners.names(session, workspace_id=actor.workspace_id)
    }
    return [
        (row_id, name, companies.get(of, "ours") if of else "ours") for row_id, name, of in rows
    ]


def _of(session: Session, by: By, workspace_id: UUID, person_id: UUID) -> Person:
    if isinstance(by, Actor) and not (by.is_admin and by.is_internal):
        raise Refusal("Only a workspace admin can see or erase what is kept on a person.")
    person = people.of_id(session, workspace_id=workspace_id, person_id=person_id)
    if person is None or person.name == NOBODY:
        raise Refusal("There is nothing kept on that person.")
    return person


def _empty(session: Session, person: Person, *, now: datetime) -> int:
    words = Words(tuple(_words_of(person)), NOBODY)
    _unsend(session, person, now=now)
    _unname(session, person)
    person_rows.forget_own_words(session, workspace_id=person.workspace_id, person_id=person.id)
    return person_rows.take_out(session, workspace_id=person.workspace_id, words=words)


def _words_of(person: Person) -> list[str]:
    words = []
    if person.slack_user_id:
        words += [f"<@{person.slack_user_id}>", person.slack_user_id]
    if " " in person.name or len(person.name) >= SHORTEST_NAME:
        words.append(person.name)
    return words


def _unsend(session: Session, person: Person, *, now: datetime) -> None:
    """Empty every message to the person; what still waits is not sent."""
    theirs = (
        col(Outbox.workspace_id) == person.workspace_id,
        col(Outbox.person_id) == person.id,
    )
    waits = (OutboxState.PENDING, OutboxState.HELD, OutboxState.UNKNOWN)
    session.execute(
        update(Outbox)
        .where(*theirs, col(Outbox.state).in_(waits))
        .values(state=OutboxState.SKIPPED, reason=ERASED, finished_at=now)
    )
    session.execute(
        update(Outbox).where(*theirs).values(payload={}, why=ERASED, slack_channel_id=None)
    )


def _unname(session: Session, person: Person) -> None:
    """Leave of the row what others' rows point at, and nothing of the person."""
    workspace = session.get_one(Workspace, person.workspace_id)
    if workspace.admin_user_id is not None and workspace.admin_user_id == person.slack_user_id:
        workspace.admin_user_id = None
    session.execute(
        update(Touch)
        .where(
            col(Touch.workspace_id) == person.workspace_id,
            col(Touch.partner_id) == person.partner_id,
            col(Touch.contact) == person.name,
        )
        .values(contact=NOBODY)
    )
    empty = Person(
        workspace_id=person.workspace_id, name=NOBODY, name_key=name_key(NOBODY), side=person.side
    )
    for field in Person.model_fields.keys() - {"id", "workspace_id", "side", "partner_id"}:
        setattr(person, field, getattr(empty, field))
    person.is_active = False
    session.add(person)
    session.flush()


def _record(session: Session, by: By, person: Person, *, now: datetime, action: str) -> None:
    audit.record(
        session,
        workspace_id=person.workspace_id,
        now=now,
        actor=by.label,
        action=action,
        subject=("person", person.id),
    )
