"""How the partner answers each commitment asked of them."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import NOT_FOUND
from bot.flows.actors import Actor
from bot.flows.commitments import changes as commitments
from bot.flows.errors import Refusal
from bot.flows.kickoff import asked_changes
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff.answering import Settled, for_side, refuse_for_them, settled, tell_owner
from bot.flows.kickoff.holding import Held
from bot.flows.kickoff.record import record
from bot.flows.nudges import settling as nudges
from bot.rules.commitments import CommitmentState
from bot.rules.dates import day_words
from messages.audience import SharedMessage
from messages.shared.kickoff_changes import (
    change_answered,
    change_asked,
    change_replaced,
    promise_declined,
)
from storage.commitments import Commitment
from storage.people import Side

LONGEST_TITLE = commitments.LONGEST_TITLE


def accept(
    session: Session,
    actor: Actor,
    commitment_id: UUID | None,
    *,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Settled:
    """Accept one of the partner's commitments: from now on its date counts."""
    row, held = _asked(session, actor, commitment_id)
    if row.state is CommitmentState.PROPOSED:
        commitments.accept(session, row, actor=actor, now=now)
        _note(session, actor, held, "kickoff.promise_accepted", row, now)
    asked_changes.forget(session, held, row)
    return settled(session, held, actor, now, clicked)


def decline(
    session: Session, actor: Actor, commitment_id: UUID | None, *, reason: str, now: datetime
) -> Settled:
    """Say no to one of the partner's commitments, with the reason both sides read.

    Our side is told.
    """
    row, held = _asked(session, actor, commitment_id)
    _refuse_answered(row)
    if not reason.strip():
        raise Refusal("Say in a few words why.", block_id="reason")
    commitments.decline(session, row, reason=reason.strip(), actor=actor, now=now)
    _note(session, actor, held, "kickoff.promise_declined", row, now)
    asked_changes.forget(session, held, row)
    message = promise_declined(
        actor.name, held.partner.name, title=row.title, reason=reason.strip()
    )
    tell_owner(session, held, actor, now, message)
    return settled(session, held, actor, now, None)


def ask_change(
    session: Session,
    actor: Actor,
    commitment_id: UUID | None,
    *,
    title: str,
    due_on: date | None,
    now: datetime,
) -> Settled:
    """Propose other words or another date for one of the partner's commitments.

    It stays proposed until our side agrees; our side is told.
    """
    row, held = _asked(session, actor, commitment_id)
    words = " ".join(title.split())
    _refuse_answered(row)
    if not words:
        raise Refusal("Say what is promised.", block_id="title")
    if len(words) > LONGEST_TITLE:
        raise Refusal(f"Use at most {LONGEST_TITLE} characters.", block_id="title")
    if due_on is None or due_on < kickoff.today_of(actor, now):
        raise Refusal("Choose today or a later day.", block_id="due_on")
    if (words, due_on) == (row.title, row.due_on):
        raise Refusal("Nothing is different yet: change the words or the date.", block_id="title")
    asked = {
        "title": words,
        "due_on": str(due_on),
        "by": str(actor.person_id),
        "name": actor.name,
    }
    if asked_changes.of(held, row) is not None:
        # Who was asked about the earlier one would agree to this one.
        _settle_asking(session, actor, row, now, change_replaced(row.title, who=actor.name))
    asked_changes.keep(session, held, row, asked)
    _note(session, actor, held, "kickoff.change_asked", row, now)
    message = change_asked(
        row.id, who=actor.name, partner=held.partner.name, title=row.title, to=words, due_on=due_on
    )
    tell_owner(session, held, actor, now, message, asks_about=row.id)
    return settled(session, held, actor, now, None)


def take_change(
    session: Session,
    actor: Actor,
    commitment_id: UUID | None,
    *,
    agreed: bool,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Settled:
    """Agree to what the partner asked for, which makes it their promise; or keep it as it was.

    Raises Refusal for anybody but our people: the partner asked, we answer. Whoever comes too
    late changes nothing; ``still_asked`` tells it beforehand.
    """
    row, held = _of_commitment(session, actor, commitment_id)
    if not actor.is_internal:
        raise Refusal("The other side answers this one.")
    asked = asked_changes.of(held, row)
    if asked is not None and row.state is CommitmentState.PROPOSED:
        if agreed:
            row.title, row.due_on = asked["title"], _ahead(asked["due_on"], actor, now)
            commitments.accept(session, row, actor=actor, now=now, clicked=clicked)
            row.accepted_by = UUID(asked["by"])
            session.add(row)
        else:
            kept = change_answered(row.title, who=actor.name, agreed=False)
            _settle_asking(session, actor, row, now, kept, clicked)
        _note(
            session,
            actor,
            held,
            "kickoff.change_agreed" if agreed else "kickoff.change_refused",
            row,
            now,
        )
    asked_changes.forget(session, held, row)
    return settled(session, held, actor, now, clicked)


def still_asked(session: Session, actor: Actor, commitment_id: UUID | None) -> bool:
    """Say whether a change of this commitment waits for an answer."""
    row, held = _of_commitment(session, actor, commitment_id)
    return asked_changes.of(held, row) is not None and row.state is CommitmentState.PROPOSED


def promise_of(session: Session, actor: Actor, commitment_id: UUID | None) -> Commitment:
    """Return one of the partner's commitments, to be changed or declined by this person."""
    row, _ = _asked(session, actor, commitment_id)
    _refuse_answered(row)
    return row


def _ahead(asked_on: str, actor: Actor, now: datetime) -> date:
    """Return the date that was asked for. Raises Refusal once it is over."""
    due_on = date.fromisoformat(asked_on)
    if due_on < kickoff.today_of(actor, now):
        raise Refusal(
            f"The date they ask for, {day_words(due_on)}, is over: keep it as it was, "
            "and agree on another one."
        )
    return due_on


def _of_commitment(
    session: Session, actor: Actor, commitment_id: UUID | None
) -> tuple[Commitment, Held]:
    row = commitments.of(session, actor, commitment_id)
    return row, kickoff.of(session, actor, row.kickoff_id, lock=True)


def _asked(session: Session, actor: Actor, commitment_id: UUID | None) -> tuple[Commitment, Held]:
    row, held = _of_commitment(session, actor, commitment_id)
    if row.side is not Side.THEIRS:
        raise Refusal(NOT_FOUND)
    refuse_for_them(session, actor, held)
    return row, held


def _refuse_answered(row: Commitment) -> None:
    """Raise Refusal once it was answered: what was promised is given up, not declined."""
    if row.state is not CommitmentState.PROPOSED:
        raise Refusal(f"It is already {row.state.words}.")


def _note(
    session: Session, actor: Actor, held: Held, action: str, row: Commitment, now: datetime
) -> None:
    facts = {"commitment": str(row.id), **for_side(actor)}
    record(session, actor, held.kickoff, action, now, after=facts)


def _settle_asking(
    session: Session,
    actor: Actor,
    row: Commitment,
    now: datetime,
    outcome: SharedMessage,
    clicked: tuple[str, str] | None = None,
) -> None:
    nudges.settle(
        session,
        workspace_id=row.workspace_id,
        subject_kind="commitment",
        subject_id=row.id,
        outcome=outcome.text,
        by=actor,
        now=now,
        clicked=clicked,
    )
