"""Commitments: proposed, accepted, moved, blocked, done; each change is checked and kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import NOT_FOUND, partner_for
from bot.flows.actors import Actor, By
from bot.flows.commitments.change import Change, Changing, needed
from bot.flows.commitments.delays import block, comment, move, snooze, unblock
from bot.flows.errors import Refusal
from bot.rules.commitments import CommitmentState, is_told
from bot.rules.dates import day_words
from storage import commitments
from storage.commitments import Commitment
from storage.partners import Partner
from storage.people import Side

__all__ = [
    "Change",
    "CommitmentTerms",
    "accept",
    "block",
    "check_drop",
    "comment",
    "decline",
    "done",
    "drop",
    "is_shown",
    "move",
    "of",
    "propose",
    "reopen",
    "snooze",
    "start",
    "unblock",
]

LONGEST_TITLE = 250


@dataclass(frozen=True, slots=True)
class CommitmentTerms:
    """What is promised: by which side and whom, until when, and how one sees it is done."""

    title: str
    side: Side
    due_on: date
    owner_id: UUID | None = None
    test_of_done: str | None = None
    permalink: str | None = None
    source: str = "by hand"
    source_ref: str | None = None


def propose(
    session: Session,
    partner: Partner,
    terms: CommitmentTerms,
    *,
    actor: By,
    now: datetime,
    kickoff_id: UUID | None = None,
) -> Commitment:
    """Add a commitment. Who promises something themselves has accepted it with that.

    Raises Refusal, under the field it is about, for an empty or endless title.
    """
    title = " ".join(terms.title.split())
    if not title:
        raise Refusal("Say what is promised.", block_id="title")
    if len(title) > LONGEST_TITLE:
        raise Refusal(f"Use at most {LONGEST_TITLE} characters.", block_id="title")
    commitment = Commitment(
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        kickoff_id=kickoff_id,
        title=title,
        side=terms.side,
        owner_id=terms.owner_id,
        due_on=terms.due_on,
        test_of_done=(terms.test_of_done or "").strip() or None,
        permalink=terms.permalink,
        source=terms.source,
        source_ref=terms.source_ref,
        recorded_by=actor.person,
        created_at=now,
    )
    session.add(commitment)
    session.flush()
    changing = Changing(session, commitment, actor, now)
    changing.record("commitment.proposed", before=None)
    if terms.owner_id is not None and terms.owner_id == actor.person:
        accept(session, commitment, actor=actor, now=now)
    return commitment


def of(session: Session, actor: Actor, commitment_id: UUID | None) -> Commitment:
    """Return the commitment, locked, if this person may act on it. Raises Refusal otherwise."""
    commitment = commitments.of_id(
        session, workspace_id=actor.workspace_id, commitment_id=commitment_id, lock=True
    )
    if commitment is None or not is_shown(commitment, actor):
        raise Refusal(NOT_FOUND)
    partner_for(session, actor, commitment.partner_id, item_owner_id=commitment.owner_id)
    return commitment


def is_shown(commitment: Commitment, actor: Actor) -> bool:
    """Say whether a person of its partnership may see it: all of it, if they are one of us."""
    ours = commitment.side is Side.OURS
    return actor.is_internal or is_told(commitment.state, is_ours=ours)


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
    return _accepted(changing, by=commitment.due_on)


def _accepted(changing: Changing, *, by: date) -> Change:
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
        _accepted(changing, by=max(commitment.due_on, changing.today))
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
