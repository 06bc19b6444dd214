"""One change of a commitment: who may, what was before, and what is said about it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor, By
from bot.flows.errors import Refusal
from bot.flows.nudges import settling as nudges
from bot.flows.partners.sides import spoken
from bot.flows.people.identity import UNKNOWN_ZONE, calendar_of
from bot.rules.commitments import OPEN, CommitmentState, TransitionError, check_transition
from bot.rules.working_calendar import WorkingCalendar
from messages.render import Safe
from messages.shared import commitment_outcomes
from messages.shared.commitment_card import take_back
from storage import audit, partners, people
from storage.commitments import Commitment, CommitmentMove
from storage.people import Person, Side


@dataclass(frozen=True, slots=True)
class Change:
    """The commitment as it stands now, and the sentence (for both sides) that says why."""

    commitment: Commitment
    outcome: Safe


@dataclass
class Changing:
    """A change under way. Raises Refusal at once for somebody who may not make it."""

    session: Session
    commitment: Commitment
    actor: By
    now: datetime
    clicked: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        _refuse_other_side(self.actor, self.commitment)
        self.before = _said(self.commitment)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The owner's days; those of the partner's owner where nobody knows them."""
        owner = self._person(self.commitment.owner_id)
        if owner is None or owner.slack_user_id is None:
            owner = self._person(self._partner_owner) or owner
        return WorkingCalendar(UNKNOWN_ZONE) if owner is None else calendar_of(owner)

    @property
    def today(self) -> date:
        """The date on the owner's wall."""
        return self.calendar.local_date(self.now)

    def turn(self, state: CommitmentState, **columns: Any) -> None:
        """Go to ``state``. Raises Refusal when it cannot be reached from here."""
        self.check(state)
        self.commitment.state = state
        for name, value in columns.items():
            setattr(self.commitment, name, value)

    def check(self, state: CommitmentState) -> None:
        """Raise Refusal when ``state`` cannot be reached from here; nothing is changed."""
        try:
            check_transition(self.commitment.state, state)
        except TransitionError as impossible:
            raise Refusal(str(impossible)) from impossible

    def refuse_closed(self) -> None:
        """Raise Refusal when nothing is left to do about it."""
        if self.commitment.state not in OPEN:
            raise Refusal(f"It is already {self.commitment.state.words}.")

    def keep_move(self, to: date, *, before_due: bool, reason: str | None) -> None:
        """Write down that the date moves."""
        move = CommitmentMove(
            workspace_id=self.commitment.workspace_id,
            commitment_id=self.commitment.id,
            from_on=self.commitment.due_on,
            to_on=to,
            before_due=before_due,
            reason=reason,
            moved_by=self.actor.person,
            moved_at=self.now,
        )
        self.session.add(move)

    def finish(self, action: str, *, ours_only: bool = False, **facts: Any) -> Change:
        """Keep the change, write it into the trail, and settle whatever asked for it.

        With ``ours_only`` what the partner reads stays as it is.
        """
        self.session.add(self.commitment)
        self.record(f"commitment.{action}", before=self.before, **facts)
        outcome = commitment_outcomes.outcome(
            action, who=self._who, title=self.commitment.title, **facts
        )
        if isinstance(self.actor, Actor):
            nudges.settle(
                self.session,
                workspace_id=self.commitment.workspace_id,
                subject_kind="commitment",
                subject_id=self.commitment.id,
                outcome=outcome,
                by=self.actor,
                now=self.now,
                action=action,
                clicked=self.clicked,
                ours_only=ours_only,
                below=[take_back(self.commitment.id)] if action == "dropped" else (),
            )
        return Change(self.commitment, outcome)

    def record(self, action: str, *, before: dict[str, str | None] | None, **facts: Any) -> None:
        """Append one entry to the audit trail."""
        extra = {name: None if fact is None else str(fact) for name, fact in facts.items()}
        audit.record(
            self.session,
            workspace_id=self.commitment.workspace_id,
            now=self.now,
            actor=self.actor.label,
            action=action,
            subject=("commitment", self.commitment.id),
            before=before,
            after=_said(self.commitment) | extra,
        )

    @property
    def _who(self) -> str:
        if not isinstance(self.actor, Actor):
            return self.actor.label
        row = self.commitment
        return spoken(self.session, self.actor, partner_id=row.partner_id, side=row.side)

    def _person(self, person_id: UUID | None) -> Person | None:
        row = self.commitment
        return people.of_id(self.session, workspace_id=row.workspace_id, person_id=person_id)

    @property
    def _partner_owner(self) -> Any:
        partner = partners.of_id(
            self.session,
            workspace_id=self.commitment.workspace_id,
            partner_id=self.commitment.partner_id,
        )
        return partner.owner_id if partner else None


def needed(typed: str, *, block_id: str = "reason") -> str:
    """Return what was typed. Raises Refusal, under its field, when it is nothing."""
    text = typed.strip()
    if not text:
        raise Refusal("Say it in a few words.", block_id=block_id)
    return text


def _refuse_other_side(actor: By, commitment: Commitment) -> None:
    if not isinstance(actor, Actor) or actor.is_internal:
        return
    if commitment.side is not Side.THEIRS or actor.partner_id != commitment.partner_id:
        raise Refusal("Only the side that promised this can change it.")


def _said(commitment: Commitment) -> dict[str, str | None]:
    return {
        "state": commitment.state.value,
        "due_on": str(commitment.due_on),
        "owner": str(commitment.owner_id) if commitment.owner_id else None,
    }
