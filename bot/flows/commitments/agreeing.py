"""Commitments that are answered: made a promise, said no to, begun."""

from datetime import date, datetime

from sqlmodel import Session

from bot.flows.actors import Actor, By
from bot.flows.commitments.change import Change, Changing, needed
from bot.flows.errors import Refusal
from bot.rules.commitments import CommitmentState
from bot.rules.dates import day_words
from storage.commitments import Commitment


def accept(
    session: Session,
    commitment: Commitment,
    *,
    actor: By,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Change:
    """Make it a promise: from now on its date counts.

    Raises Refusal when that day is over, for it would be late at once; what was agreed before
    and taken back goes on under the date first agreed. Files tell of what was promised long ago.
    """
    changing = Changing(session, commitment, actor, now, clicked)
    is_anew = commitment.accepted_due_on is None and isinstance(actor, Actor)
    changing.check(CommitmentState.ACCEPTED)
    if is_anew and commitment.due_on < changing.today:
        over = f"Its date, {day_words(commitment.due_on)}, is over: choose a new one first."
        raise Refusal(over, block_id="due_on")
    return accepted(changing, by=commitment.due_on)


def accepted(changing: Changing, *, by: date) -> Change:
    """Make it a promise for that day, unless it was one for another before."""
    changing.turn(
        CommitmentState.ACCEPTED,
        accepted_due_on=changing.commitment.accepted_due_on or by,
        accepted_by=changing.actor.person,
        accepted_at=changing.now,
    )
    return changing.finish("accepted")


def decline(
    session: Session,
    commitment: Commitment,
    *,
    reason: str,
    actor: By,
    now: datetime,
) -> Change:
    """Say no to it, with a reason both sides can read."""
    changing = Changing(session, commitment, actor, now)
    changing.turn(CommitmentState.DECLINED, close_reason=needed(reason), closed_at=now)
    return changing.finish("declined", reason=reason)


def start(
    session: Session,
    commitment: Commitment,
    *,
    actor: By,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Change:
    """Say that work on it has begun."""
    changing = Changing(session, commitment, actor, now, clicked)
    changing.turn(CommitmentState.IN_PROGRESS)
    return changing.finish("started")
