"""The pulse's answers: given privately, read by us alone."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import NOT_FOUND, partner_for
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.partners import telling
from bot.rules.pulse import SCORES, quarter_of
from messages.internal import pulse as internal
from messages.shared.pulse import Question
from storage import audit, pulses
from storage.partners import Partner
from storage.people import Side
from storage.pulses import Pulse, PulseAnswer
from storage.workspaces import Workspace

ANSWERED = "pulse_answered"
LONGEST_WORD = 300


def question(session: Session, actor: Actor, pulse_id: UUID | None) -> Question:
    """Return the question with what this person answered before. Raises Refusal for others."""
    row, partner = _open(session, actor, pulse_id)
    before = pulses.answer_of(
        session, workspace_id=actor.workspace_id, pulse_id=row.id, person_id=actor.person_id
    )
    return Question(
        pulse_id=row.id,
        us=session.get_one(Workspace, actor.workspace_id).name,
        partner=partner.name,
        score=before.score if before else None,
        word=before.word if before else "",
    )


def waiting_for(session: Session, actor: Actor, *, now: datetime) -> UUID | None:
    """Return the quarter's question while one of the partner's people has not answered it."""
    if actor.partner_id is None:
        return None
    scope = {"workspace_id": actor.workspace_id}
    row = pulses.of_quarter(
        session, **scope, partner_id=actor.partner_id, quarter=quarter_of(now.date())
    )
    if row is None:
        return None
    said = pulses.answer_of(session, **scope, pulse_id=row.id, person_id=actor.person_id)
    return None if said else row.id


def answer(
    session: Session,
    actor: Actor,
    pulse_id: UUID | None,
    *,
    score: int,
    word: str,
    now: datetime,
) -> None:
    """Keep what a person answers; another answer replaces it. Only our side is told of it."""
    row, partner = _open(session, actor, pulse_id)
    if score not in SCORES:
        raise Refusal("Choose one of the five.", block_id="score")
    kept = pulses.answer_of(
        session, workspace_id=actor.workspace_id, pulse_id=row.id, person_id=actor.person_id
    ) or PulseAnswer(
        workspace_id=actor.workspace_id,
        pulse_id=row.id,
        partner_id=partner.id,
        person_id=actor.person_id,
        side=Side.OURS if actor.is_internal else Side.THEIRS,
        score=score,
        answered_at=now,
    )
    kept.score, kept.word, kept.answered_at = score, word.strip()[:LONGEST_WORD], now
    session.add(kept)
    session.flush()
    audit.record(
        session,
        workspace_id=actor.workspace_id,
        now=now,
        actor=actor.label,
        action="pulse.answered",
        subject=("pulse", row.id),
    )
    if kept.side is Side.THEIRS:
        telling.tell_owner(
            session,
            partner,
            internal.answered(actor.name, partner.name, score=score, word=kept.word),
            actor=actor,
            now=now,
            rule=ANSWERED,
            why=f"{actor.name} of {partner.name} answered the pulse.",
            subject=("pulse", row.id),
        )


def _open(session: Session, actor: Actor, pulse_id: UUID | None) -> tuple[Pulse, Partner]:
    row = pulses.of_id(session, workspace_id=actor.workspace_id, pulse_id=pulse_id)
    if row is None:
        raise Refusal(NOT_FOUND)
    return row, partner_for(session, actor, row.partner_id)
