"""Commitments: proposed, and found; and by name all that may be done to one, checked and kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import NOT_FOUND, partner_for
from bot.flows.actors import Actor, By
from bot.flows.commitments.agreeing import accept, decline, start
from bot.flows.commitments.change import Change, Changing
from bot.flows.commitments.closing import check_drop, done, drop, reopen
from bot.flows.commitments.delays import block, comment, move, snooze, unblock
from bot.flows.errors import Refusal
from bot.rules.commitments import is_told
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
