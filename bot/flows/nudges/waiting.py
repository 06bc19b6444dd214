"""Messages that wait for somebody: moved when their hours or absence change."""

from datetime import datetime

from sqlmodel import Session

from bot.flows.people.identity import calendar_of
from bot.flows.workspace import limits
from storage import outbox
from storage.people import Person


def move(session: Session, person: Person, *, now: datetime) -> None:
    """Let what waits for a person's hours wait for those they have now.

    While they are away or it is night for them, it goes on their next working morning, and
    lives as much longer. Where they are back sooner than they said, it goes sooner. Nothing is
    dropped.
    """
    its = limits.of(session, person.workspace_id)
    opens = calendar_of(person).next_open(now, its.day_closes, its.day_opens)
    for row in outbox.waiting_for(session, workspace_id=person.workspace_id, person_id=person.id):
        if max(row.due_at, now) == opens:
            continue
        if opens > row.due_at and row.expires_at is not None:
            row.expires_at += opens - row.due_at
        row.due_at = opens
        session.add(row)
