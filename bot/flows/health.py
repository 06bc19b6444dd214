"""Health: scored from the record, kept once a day, explained, and a stage confirmed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.flows import partners
from bot.flows.access import NOT_FOUND, partner_for
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.health_evidence import Evidence, gather
from bot.flows.health_inputs import found_of, inputs_of, stage_evidence
from bot.flows.health_model import model
from bot.flows.health_record import (
    component_facts,
    explained,
    previous_score,
    proposed_stage,
    words,
)
from bot.rules.defaults import DEFAULTS
from bot.rules.health import HealthBand, health_event, score
from bot.rules.health import HealthSnapshot as OnDay
from bot.rules.stages import Stage, paper_days, propose
from messages.internal.health_content import HealthFacts
from messages.pictures.spec import Point
from storage import audit, health
from storage.columns import new_id
from storage.health import HealthSnapshot
from storage.partners import Partner

TREND_DAYS = 90


def take(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], now: datetime
) -> int:
    """Keep today's health of the partners; a second look the same day replaces the first."""
    today = now.date()
    before = health.newest_before(
        session, workspace_id=workspace_id, partner_ids=partner_ids, on=today
    )
    rows = [
        _snapshot(evidence, before.get(evidence.partner.id), now=now)
        for evidence in gather(
            session, workspace_id=workspace_id, partner_ids=partner_ids, today=today
        )
    ]
    seen = health.looked_at(session, workspace_id=workspace_id, partner_ids=partner_ids, on=today)
    health.keep(session, rows)
    new = [row["partner_id"] for row in rows if row["partner_id"] not in seen]
    _note_events(session, workspace_id, new, now)
    return len(rows)


def facts_of(session: Session, partner: Partner, *, now: datetime) -> HealthFacts:
    """Return the partner's health as of this moment, explained; it is kept as today's."""
    scope = {"workspace_id": partner.workspace_id}
    today = now.date()
    take(session, **scope, partner_ids=[partner.id], now=now)
    kept = health.of_day(session, **scope, partner_id=partner.id, on=today)
    if kept is None:
        raise LookupError(f"no snapshot of partner {partner.id}")
    since = today - timedelta(days=TREND_DAYS)
    rows = health.history(session, **scope, partner_ids=[partner.id], since=since)
    trend = tuple(Point(row.taken_on, row.score) for row in rows)
    return HealthFacts(
        snapshot_id=kept.id,
        partner_id=partner.id,
        partner=partner.name,
        stage=words(partner.stage.value),
        taken_on=kept.taken_on,
        score=kept.score,
        band=kept.band,
        month_ago=_at_least(trend, today, DEFAULTS.health_trend_days),
        quarter_ago=_at_least(trend, today, TREND_DAYS),
        components=component_facts(kept.explained),
        caps=tuple(kept.explained.get("caps", [])),
        action=kept.explained.get("action"),
        paper_days=kept.explained.get("paper_days"),
        proposal=proposed_stage(kept.explained),
        trend=trend,
    )


def confirm_stage(
    session: Session, actor: Actor, snapshot_id: UUID | None, *, now: datetime
) -> Partner:
    """Move the partner to the stage its snapshot proposed, with the evidence as the reason.

    Raises Refusal when the partner has moved on since.
    """
    kept = health.of_id(session, workspace_id=actor.workspace_id, snapshot_id=snapshot_id)
    proposal = kept.explained.get("proposal") if kept else None
    if kept is None or proposal is None:
        raise Refusal(NOT_FOUND)
    partner = partner_for(session, actor, kept.partner_id)
    if partner.stage.value != proposal["now"]:
        raise Refusal(f"{partner.name} is {words(partner.stage.value)} by now; look again.")
    reason = " ".join(proposal["reasons"])
    stage = Stage(proposal["stage"])
    return partners.set_stage(session, partner, stage, actor=actor, now=now, reason=reason)


def _snapshot(
    evidence: Evidence, before: HealthSnapshot | None, *, now: datetime
) -> dict[str, Any]:
    today, partner = now.date(), evidence.partner
    found = found_of(evidence, today)
    previous = previous_score(before.score, before.band, before.explained) if before else None
    scored = score(model(), inputs_of(evidence, found), previous)
    proposal = propose(stage_evidence(evidence, today, is_red=scored.band is HealthBand.RED))
    first_pipeline = today if evidence.had_pipeline else None
    return {
        "id": new_id(),
        "workspace_id": partner.workspace_id,
        "partner_id": partner.id,
        "taken_on": today,
        "score": scored.score,
        "band": scored.band.value,
        "explained": explained(
            scored,
            found,
            proposal,
            stage_now=partner.stage.value,
            paper_days=paper_days(partner.signed_on, first_pipeline, today),
        ),
        "taken_at": now,
    }


def _note_events(
    session: Session, workspace_id: UUID, partner_ids: Sequence[UUID], now: datetime
) -> None:
    """Write a change of band, or a fall, into the audit trail on the day it is reached."""
    days = DEFAULTS.health_fall_days + 1
    histories: dict[UUID, list[OnDay]] = {}
    for row in health.history(
        session,
        workspace_id=workspace_id,
        partner_ids=partner_ids,
        since=now.date() - timedelta(days=days),
    ):
        on_day = OnDay(row.taken_on, row.score, HealthBand(row.band))
        histories.setdefault(row.partner_id, []).append(on_day)
    for partner_id, history in histories.items():
        event = health_event(history)
        if event is not None:
            audit.record(
                session,
                workspace_id=workspace_id,
                now=now,
                actor="bot",
                action=f"health.{event.kind.value}",
                subject=("partner", partner_id),
                before={"score": event.old.score, "band": event.old.band.value},
                after={"score": event.new.score, "band": event.new.band.value},
            )


def _at_least(trend: Sequence[Point], today: date, days: int) -> Point | None:
    """Return the newest point that is at least ``days`` old."""
    then = today - timedelta(days=days)
    return next((point for point in reversed(trend) if point.on <= then), None)
