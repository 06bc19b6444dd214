"""Commitments that end: done, given up; and taking that back."""

from datetime import datetime

from sqlmodel import Session

from bot.flows.actors import By
from bot.flows.commitments.agreeing import accepted
from bot.flows.commitments.change import Change, Changing, needed
from bot.rules.commitments import CommitmentState
from storage.commitments import Commitment


def done(
    session: Session,
    commitment: Commitment,
    *,
    actor: By,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Change:
    """Close it as done, on the owner's date today.

    What was only proposed was meant too, and nobody is late with it: past its day, it counts
    from today.
    """
    changing = Changing(session, commitment, actor, now, clicked)
    if commitment.state is CommitmentState.PROPOSED:
        accepted(changing, by=max(commitment.due_on, changing.today))
    changing.turn(CommitmentState.DONE, done_on=changing.today, closed_at=now, snoozed_until=None)
    return changing.finish("done", on=changing.today)


def reopen(
    session: Session,
    commitment: Commitment,
    *,
    actor: By,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Change:
    """Take back that it was closed: what was done goes on, the rest is proposed anew."""
    changing = Changing(session, commitment, actor, now, clicked)
    was_done = commitment.state is CommitmentState.DONE
    changing.turn(
        CommitmentState.IN_PROGRESS if was_done else CommitmentState.PROPOSED,
        done_on=None,
        closed_at=None,
        close_reason=None,
        dropped_by_agreement=False,
    )
    return changing.finish("reopened")


def check_drop(session: Session, commitment: Commitment, *, actor: By, now: datetime) -> None:
    """Raise Refusal when the actor cannot give it up, before anybody is asked why."""
    Changing(session, commitment, actor, now).check(CommitmentState.DROPPED)


def drop(
    session: Session,
    commitment: Commitment,
    *,
    reason: str,
    by_agreement: bool,
    actor: By,
    now: datetime,
) -> Change:
    """Give it up; only what both sides agreed to give up counts as no miss."""
    changing = Changing(session, commitment, actor, now)
    changing.turn(
        CommitmentState.DROPPED,
        close_reason=needed(reason),
        closed_at=now,
        dropped_by_agreement=by_agreement,
    )
    return changing.finish("dropped", reason=reason, by_agreement=by_agreement)
