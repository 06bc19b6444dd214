"""How a nudge was answered, in words: what was done, by whom and when."""

from uuid import UUID

from sqlmodel import Session, col, select

from messages.internal.daily import settled_line
from messages.render import Safe, when
from storage.audit import Audit
from storage.nudges import Nudge
from storage.people import Person

RECOVERED = "recovered"
_DID = {
    "reading": "the number was updated",
    "comment": "commented",
    "commented": "commented",
    "moved": "got a new date",
    "agreed": "agreed by both sides, written down",
    "not aligned": "known to differ, written down",
    RECOVERED: "back on pace",
    "settled": "answered",
}


def line(session: Session, nudge: Nudge, title: str, note: str | None = None) -> Safe | None:
    """Return what stands in the line's place; None while nobody answered.

    ``note`` is what the change came to, such as the new date.
    """
    if nudge.acted_at is None:
        return None
    did = _DID.get(nudge.action or "settled", nudge.action or "answered")
    return settled_line(
        title, _who(session, nudge), f"{did}{': ' + note if note else ''}", when(nudge.acted_at)
    )


def _who(session: Session, nudge: Nudge) -> str | None:
    # The change and the answer to its nudges carry the same instant.
    statement = (
        select(Audit.actor)
        .where(
            col(Audit.workspace_id) == nudge.workspace_id,
            col(Audit.subject_id) == nudge.subject_id,
            col(Audit.at) == nudge.acted_at,
        )
        .order_by(col(Audit.id).desc())
    )
    label = session.exec(statement).first()
    try:
        person = session.get(Person, UUID(label)) if label else None
    except ValueError:
        return None  # an import or the bot itself
    return person.name if person and person.workspace_id == nudge.workspace_id else None
