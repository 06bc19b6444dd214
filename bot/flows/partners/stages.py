"""A partnership's stage: moved with its reason, by a person or by what woke it."""

from datetime import date, datetime

from sqlmodel import Session

from bot.flows.access import owner_only
from bot.flows.actors import Actor, By
from bot.flows.errors import Refusal
from bot.flows.nudges import resting
from bot.flows.people.identity import today_of
from bot.rules.stages import SILENT_STAGES, Stage, asks_for_reason, skipped_gates
from messages.internal.partner_stage import REASON, STAGE, WAKE_ON, StageFacts
from storage import asked, audit, holding, people, qbrs
from storage.partners import Partner


def set_stage(
    session: Session,
    partner: Partner,
    stage: Stage,
    *,
    actor: By,
    now: datetime,
    reason: str | None = None,
    wake_on: date | None = None,
) -> Partner:
    """Move the partner to a stage; every move stays in the audit trail with its reason.

    Nobody is asked about a partner that is parked (until ``wake_on``) or has ended, not even
    by what waits. Raises Refusal, under its field, for a move without the reason or the day it
    needs, and for one without the right.
    """
    if isinstance(actor, Actor):
        owner_only(actor, partner)
    why = (reason or "").strip() or None
    owner = people.of_id(session, workspace_id=partner.workspace_id, person_id=partner.owner_id)
    today = today_of(owner, now) if owner else now.date()
    _check(partner, stage, why, wake_on, today)
    holding.partner(session, workspace_id=partner.workspace_id, partner_id=partner.id)
    before = _said(partner)
    is_parked = stage is Stage.DORMANT
    partner.stage, partner.stage_reason = stage, why
    partner.parked_on = today if is_parked else None
    partner.wake_on = wake_on if is_parked else None
    session.add(partner)
    if stage in SILENT_STAGES:
        resting.partner(session, partner, now=now)
        _let_reviews_rest(session, partner, today, now)
    audit.record(
        session,
        workspace_id=partner.workspace_id,
        now=now,
        actor=actor.label,
        action="partner.stage_set",
        subject=("partner", partner.id),
        before=before,
        after=_said(partner),
    )
    return partner


def _let_reviews_rest(session: Session, partner: Partner, today: date, now: datetime) -> None:
    """Let no page of a review go, nor the questions after one, that still waits."""
    scope = {"workspace_id": partner.workspace_id}
    its = scope | {"partner_id": partner.id}
    near = (
        qbrs.previous_of(session, **its, before=today),
        qbrs.next_of(session, **its, today=today),
    )
    for review in filter(None, near):
        about = ("qbr", review.id)
        asked.skip_waiting(session, **scope, subject=about, reason="parked", now=now)


def facts_of(partner: Partner) -> StageFacts:
    """Return where the partnership stands, as its settings say it."""
    return StageFacts(
        partner.stage, partner.stage_reason, parked_on=partner.parked_on, wake_on=partner.wake_on
    )


def _check(
    partner: Partner, stage: Stage, reason: str | None, wake_on: date | None, today: date
) -> None:
    if stage is partner.stage and stage is not Stage.DORMANT:  # a parked one can sleep longer
        raise Refusal(f"{partner.name} is {stage.words} already.", block_id=STAGE)
    if reason is None and asks_for_reason(partner.stage, stage):
        raise Refusal(_why_asked(partner.stage, stage), block_id=REASON)
    if stage is Stage.DORMANT and (wake_on is None or wake_on <= today):
        raise Refusal("Choose the day it wakes on, after today.", block_id=WAKE_ON)


def _why_asked(old: Stage, new: Stage) -> str:
    skipped = " and ".join(gate.words for gate in skipped_gates(old, new))
    if skipped:
        return f"It passes over {skipped}: say why in a few words."
    return "Say in a few words why it ends." if new is Stage.ENDED else "Say why it is parked."


def _said(partner: Partner) -> dict[str, str | None]:
    return {
        "stage": partner.stage.value,
        "reason": partner.stage_reason,
        "wake_on": str(partner.wake_on) if partner.wake_on else None,
    }
