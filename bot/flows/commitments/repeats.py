"""A button about a commitment that somebody else settled first, or that was pressed before.

A message can go on offering buttons: its rewrite is under way, or the process that took the
first press died before it answered.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.flows.commitments.change import Change
from bot.rules.commitments import CLOSED, OPEN, PROMISED, CommitmentState
from messages.ids import Action
from messages.shared import commitment_outcomes
from storage import audit, people
from storage.audit import Audit
from storage.commitments import Commitment

_S = CommitmentState
_CLOSING = {_S.DONE: "done", _S.DECLINED: "declined", _S.DROPPED: "dropped"}
# The states in which a button has nothing left to do, and which change brought that about.
_TOO_LATE: Mapping[str, Mapping[CommitmentState, str]] = {
    Action.COMMITMENT_DONE: _CLOSING,
    Action.COMMITMENT_ACCEPT: _CLOSING | dict.fromkeys(OPEN - {_S.PROPOSED}, "accepted"),
    Action.COMMITMENT_START: _CLOSING | {_S.IN_PROGRESS: "started", _S.BLOCKED: "blocked"},
    Action.COMMITMENT_UNBLOCK: _CLOSING | dict.fromkeys(OPEN - {_S.BLOCKED}, "unblocked"),
    Action.COMMITMENT_REOPEN: dict.fromkeys(OPEN, "reopened"),
    Action.COMMITMENT_MOVE: _CLOSING,
    Action.COMMITMENT_BLOCK: _CLOSING | {_S.BLOCKED: "blocked"},
    Action.COMMITMENT_SNOOZE: _CLOSING,
    # What was promised meanwhile is given up, with the word on whether the other side agreed.
    Action.COMMITMENT_DECLINE: _CLOSING | dict.fromkeys(PROMISED, "accepted"),
    Action.COMMITMENT_DROP: _CLOSING,
    Action.COMMITMENT_COMMENT: _CLOSING,
}


def settled_before(session: Session, commitment: Commitment, action: str) -> Change | None:
    """Return the change that left a button nothing to do, or None; nothing is changed.

    A message that still offers the button then says who did what, as it should have at once.
    """
    did = _TOO_LATE.get(action, {}).get(commitment.state)
    if did is None:
        return None
    entry = audit.newest(
        session,
        workspace_id=commitment.workspace_id,
        action=f"commitment.{did}",
        subject_id=commitment.id,
    )
    if entry is None and commitment.state not in CLOSED:
        return None  # it never came this way: the button says so itself
    outcome = commitment_outcomes.outcome(
        did, who=_who(session, commitment, entry), title=commitment.title, **_facts(commitment, did)
    )
    return Change(commitment, outcome)


def _facts(commitment: Commitment, did: str) -> dict[str, Any]:
    match did:
        case "done":
            return {"on": commitment.done_on}
        case "declined":
            return {"reason": _reason(commitment)}
        case "dropped":
            agreed = commitment.dropped_by_agreement
            return {"reason": _reason(commitment), "by_agreement": agreed}
        case "blocked":
            kind = commitment.blocked_kind or "no reason given"
            return {"kind": kind, "unblocker": commitment.unblocker}
        case _:
            return {}


def _reason(commitment: Commitment) -> str:
    return commitment.close_reason or "no reason given"


def _who(session: Session, commitment: Commitment, entry: Audit | None) -> str:
    if entry is None:
        return "Somebody"
    try:
        person_id = UUID(entry.actor)
    except ValueError:  # "bot", "import", "admin at the keyboard"
        return entry.actor
    person = people.of_id(session, workspace_id=commitment.workspace_id, person_id=person_id)
    return person.name if person else "Somebody"
