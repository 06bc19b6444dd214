"""Messages that wait for somebody: moved when their hours or absence change."""

from datetime import datetime

from sqlmodel import Session

from bot.flows import limits
from bot.flows.people import calendar_of
from storage import outbox
from storage.people import Person


def defer(session: Session, person: Person, *, now: datetime) -> None:
    """Let no message to a person come due while they are away or it is night for them.

    What waits goes on their next working morning, and lives as much longer; nothing is dropped.
    """
    its = limits.of(session, person.workspace_id)
    calendar = calendar_of(person)
    for row in outbox.waiting_for(session, workspace_id=person.workspace_id, person_id=person.id):
        due = calendar.next_open(max(row.due_at, now), its.day_closes, its.day_opens)
        if due > max(row.due_at, now):
            if row.expires_at is not None:
                row.expires_at += due - row.due_at
            row.due_at = due
            session.add(row)
