"""A review that did not take place on its day, and taking that back."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import NOT_FOUND, partner_for
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from storage import asked, audit, qbrs
from storage.partners import Partner
from storage.qbrs import Qbr

CALLED_OFF = "the review did not take place"


def of(session: Session, actor: Actor, qbr_id: UUID | None) -> tuple[Qbr, Partner]:
    """Return the review, locked, if this person may change it. Raises Refusal otherwise."""
    review = qbrs.of_id(session, workspace_id=actor.workspace_id, qbr_id=qbr_id)
    if review is None:
        raise Refusal(NOT_FOUND)
    return review, partner_for(session, actor, review.partner_id)


def call_off(session: Session, review: Qbr, *, by: Actor, now: datetime) -> None:
    """Let nothing be asked after it and no next page count from it; twice is as once."""
    if review.called_off_at is not None:
        return
    review.called_off_at = now
    if take_back_waiting(session, review, reason=CALLED_OFF, now=now):
        review.followed_up_at = None
        review.edition += 1
    _keep(session, review, "qbr.called_off", by, now)


def take_place(session: Session, review: Qbr, *, by: Actor, now: datetime) -> None:
    """Take back that it was called off, if it was."""
    if review.called_off_at is None:
        return
    review.called_off_at = None
    _keep(session, review, "qbr.takes_place", by, now)


def take_back_waiting(session: Session, review: Qbr, *, reason: str, now: datetime) -> bool:
    """Let no page go that still waits, and its step be taken again; say whether one waited."""
    about = ("qbr", review.id)
    scope = {"workspace_id": review.workspace_id}
    waited = asked.skip_waiting(session, **scope, subject=about, reason=reason, now=now)
    if waited:
        review.drafted_at = review.posted_at = None
    return waited > 0


def _keep(session: Session, review: Qbr, action: str, by: Actor, now: datetime) -> None:
    session.add(review)
    audit.record(
        session,
        workspace_id=review.workspace_id,
        now=now,
        actor=by.label,
        action=action,
        subject=("qbr", review.id),
        after={"held_on": str(review.held_on)},
    )
