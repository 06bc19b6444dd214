"""What happens to a commitment's date: moved, blocked, put off; and what is said about it."""

from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from bot.flows.actors import By
from bot.flows.commitments.change import Change, Changing, needed
from bot.flows.commitments.reminding import later_today
from bot.flows.errors import Refusal
from bot.flows.workspace import limits
from bot.rules.commitments import CommitmentState
from bot.rules.snooze import SnoozeChoice, snooze_until, snoozes_left
from storage.commitments import Commitment

LONGEST_COMMENT: Final = 1000
NO_MORE = "It was put off as often as it can be. Choose a new date, or say what blocks it."


def block(
    session: Session,
    commitment: Commitment,
    *,
    kind: str,
    unblocker: str | None,
    actor: By,
    now: datetime,
) -> Change:
    """Say what stands in its way and who can clear it; it ages from today."""
    changing = Changing(session, commitment, actor, now)
    changing.turn(
        CommitmentState.BLOCKED,
        blocked_kind=needed(kind),
        unblocker=(unblocker or "").strip() or None,
        blocked_on=changing.today,
    )
    return changing.finish("blocked", kind=kind, unblocker=commitment.unblocker)


def unblock(
    session: Session,
    commitment: Commitment,
    *,
    actor: By,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Change:
    """Say that nothing stands in its way any more."""
    changing = Changing(session, commitment, actor, now, clicked)
    changing.turn(CommitmentState.IN_PROGRESS, blocked_kind=None, unblocker=None, blocked_on=None)
    return changing.finish("unblocked")


def move(
    session: Session,
    commitment: Commitment,
    *,
    to: date,
    reason: str | None,
    actor: By,
    now: datetime,
) -> Change:
    """Give it a new date and keep the move.

    Up to its due day that is renegotiation: the new date is what it is judged by. After it,
    the date that was missed stays the one it is judged by. Raises Refusal for a day gone by.
    """
    changing = Changing(session, commitment, actor, now)
    changing.refuse_closed()
    if to < changing.today:
        raise Refusal("Choose today or a later day.", block_id="due_on")
    if to == commitment.due_on:
        raise Refusal("It is due on that day already.", block_id="due_on")
    before_due = changing.today <= commitment.due_on
    changing.keep_move(to, before_due=before_due, reason=(reason or "").strip() or None)
    if before_due and commitment.accepted_due_on is not None:
        commitment.accepted_due_on = to
    commitment.due_on, commitment.snoozed_until, commitment.snoozes = to, None, 0
    return changing.finish("moved", to=to)


def snooze(
    session: Session,
    commitment: Commitment,
    *,
    choice: SnoozeChoice,
    on: date | None = None,
    actor: By,
    now: datetime,
) -> Change:
    """Ask again later. Raises Refusal for once too often (the third time) or a day gone by."""
    changing = Changing(session, commitment, actor, now)
    changing.refuse_closed()
    its = limits.of(session, commitment.workspace_id)
    if snoozes_left(commitment.snoozes, limits=its) == 0:
        raise Refusal(NO_MORE)
    try:
        until = snooze_until(choice, now, changing.calendar, on=on, limits=its)
    except ValueError as wrong:
        raise Refusal(str(wrong), block_id="on") from wrong
    commitment.snoozed_until = until
    commitment.snoozes += 1
    change = changing.finish("snoozed", until=until)
    later_today(session, commitment, until=until, calendar=changing.calendar, actor=actor, now=now)
    return change


def comment(
    session: Session,
    commitment: Commitment,
    *,
    text: str,
    actor: By,
    now: datetime,
) -> Change:
    """Say something about it among ourselves; that ends its nudges like any other act.

    Raises Refusal, under the field, when nothing was said.
    """
    changing = Changing(session, commitment, actor, now)
    said = needed(text, block_id="comment")[:LONGEST_COMMENT]
    return changing.finish("commented", ours_only=True, text=said, at=now)
