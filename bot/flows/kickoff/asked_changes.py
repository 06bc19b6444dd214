"""What the partner asked to change in a commitment, kept until our side has answered."""

from sqlmodel import Session

from bot.flows.kickoff.holding import Held
from bot.flows.kickoff.page_lines import CHANGES
from storage.commitments import Commitment

Asked = dict[str, str]  # title, due_on, and by whom


def of(held: Held, row: Commitment) -> Asked | None:
    """Return the change of this commitment that waits for an answer."""
    found: Asked | None = held.kickoff.drafts.get(CHANGES, {}).get(str(row.id))
    return found


def keep(session: Session, held: Held, row: Commitment, asked: Asked) -> None:
    """Keep what is asked now, in the place of what was asked before."""
    _write(session, held, {**held.kickoff.drafts.get(CHANGES, {}), str(row.id): asked})


def forget(session: Session, held: Held, row: Commitment) -> None:
    """Let nothing wait for an answer any more."""
    kept = dict(held.kickoff.drafts.get(CHANGES, {}))
    if kept.pop(str(row.id), None) is not None:
        _write(session, held, kept)


def _write(session: Session, held: Held, changes: dict[str, Asked]) -> None:
    # A new dict: a change inside a JSON column is not noticed.
    held.kickoff.drafts = {**held.kickoff.drafts, CHANGES: changes}
    session.add(held.kickoff)
