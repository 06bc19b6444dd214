"""A button pressed once more: the process that took the first press died before it answered."""

from uuid import UUID

from sqlmodel import Session

from bot.flows.commitment_change import Change
from bot.rules.commitments import CommitmentState
from messages.shared import commitment_outcomes
from storage import audit, people
from storage.commitments import Commitment


def done_before(session: Session, commitment: Commitment) -> Change | None:
    """Return the change that closed it as done, unless it is not done; nothing is changed.

    A message that still offers "Done" then says who did it, as it should have at once.
    """
    if commitment.state is not CommitmentState.DONE:
        return None
    outcome = commitment_outcomes.outcome(
        "done", who=_who(session, commitment), title=commitment.title, on=commitment.done_on
    )
    return Change(commitment, outcome)


def _who(session: Session, commitment: Commitment) -> str:
    entry = audit.newest(
        session,
        workspace_id=commitment.workspace_id,
        action="commitment.done",
        subject_id=commitment.id,
    )
    if entry is None:
        return "Somebody"
    try:
        person_id = UUID(entry.actor)
    except ValueError:  # "bot", "import", "admin at the keyboard"
        return entry.actor
    person = people.of_id(session, workspace_id=commitment.workspace_id, person_id=person_id)
    return person.name if person else "Somebody"
