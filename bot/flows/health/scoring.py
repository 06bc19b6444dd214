"""Health: scored from the record, kept once a day, explained, and a stage confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import NOT_FOUND, partner_for
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.health.events import Look, note
from bot.flows.health.evidence import Evidence, gather
from bot.flows.health.inputs import awaited, found_of, inputs_of, measures_of, stage_evidence
from bot.flows.health.model import model
from bot.flows.health.record import (
    action_words,
    cap_words,
    component_facts,
    previous_score,
    proposed_stage,
    record,
)
from bot.flows.partners.stages import set_stage
from bot.flows.workspace import limits
from bot.rules.defaults import Limits
from bot.rules.health import HealthBand, HealthScore, score, weigh
from bot.rules.stages import Stage, paper_days, propose
from messages.internal.health_content import HealthFacts
from messages.pictures.spec import Point
from storage import health, health_history
from storage.columns import Json, new_id
from storage.goal_sweep import uuid_of
from storage.partners import Partner

TREND_DAYS = 90
MISSED_DAYS = 7  # so many days without a snapshot do not end a comparison
UNREADABLE = "Nothing could be scored: something in the record cannot be read."


def take(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], now: datetime
) -> int:
    """Keep today's health of the partners; a second look the same day replaces the first."""
    today = now.date()
    before = health_history.newest_before(
        session, workspace_id=workspace_id, partner_ids=partner_ids, on=today
    )
    evidence = gather(session, workspace_id=workspace_id, partner_ids=partner_ids, today=today)
    its = limits.of(session, workspace_id)
    looks: list[Look] = []
    rows = []
    for one in evidence:
        row = _row(one, _weighed(one, today), its, workspace_id=workspace_id, now=now)
        rows.append(row)
        last = before.get(one.partner.id)
        if last is not None:
            looks.append(Look(row["id"], row["score"], row["band"], last))
    health.keep(session, rows)
    note(session, looks, workspace_id=workspace_id, now=now)
    return len(evidence)


def give_up(session: Session, *, workspace_id: UUID, partner_id: UUID, now: datetime) -> None:
    """Keep today's health of a partner whose record cannot be read as unknown."""
    row = {
        "id": new_id(),
        "workspace_id": workspace_id,
        "partner_id": partner_id,
        "taken_on": now.date(),
        "score": None,
        "band": HealthBand.UNKNOWN.value,
        "explained": {"unreadable": UNREADABLE},
        "taken_at": now,
    }
    health.keep(session, [row])


def facts_of(session: Session, partner: Partner, *, now: datetime) -> HealthFacts:
    """Return the partner's health as of this moment, explained; it is kept as today's."""
    scope = {"workspace_id": partner.workspace_id}
    today = now.date()
    take(session, **scope, partner_ids=[partner.id], now=now)
    kept = health.of_day(session, **scope, partner_id=partner.id, on=today)
    if kept is None:
        raise LookupError(f"no snapshot of partner {partner.id}")
    [evidence] = gather(session, **scope, partner_ids=[partner.id], today=today)
    measured = measures_of(evidence, today)
    before = health.newest_before(session, **scope, partner_id=partner.id, on=today)
    previous = previous_score(before) if before else None
    scored = score(model(), inputs_of(evidence, measured), previous)
    its = limits.of(session, partner.workspace_id)
    points = _points(session, partner, max(TREND_DAYS, its.health_trend_days), today)
    shown_from = today - timedelta(days=TREND_DAYS)
    return HealthFacts(
        snapshot_id=kept.id,
        partner_id=partner.id,
        partner=partner.name,
        stage=partner.stage.words,
        taken_on=kept.taken_on,
        score=kept.score,
        band=kept.band,
        month_ago=_at_least(points, today, its.health_trend_days),
        quarter_ago=_at_least(points, today, TREND_DAYS),
        components=component_facts(scored, found_of(evidence, measured)),
        caps=cap_words(scored),
        action=action_words(scored.cheapest_action),
        paper_days=_paper_days(evidence, today),
        awaited=awaited(evidence, its),
        proposal=proposed_stage(kept.explained),
        trend=tuple(point for point in points if point.on >= shown_from),
    )


@dataclass(frozen=True, slots=True)
class Proposed:
    """A stage the record speaks for, of a partner that is still where it was; and why."""

    partner: Partner
    stage: Stage
    reason: str


def proposed(session: Session, actor: Actor, snapshot_id: UUID | None) -> Proposed:
    """Return what the snapshot proposed. Raises Refusal when the partner has moved on since."""
    kept = health.of_id(session, workspace_id=actor.workspace_id, snapshot_id=snapshot_id)
    proposal = kept.explained.get("proposal") if kept else None
    if kept is None or proposal is None:
        raise Refusal(NOT_FOUND)
    partner = partner_for(session, actor, kept.partner_id)
    if partner.stage.value != proposal["now"]:
        raise Refusal(f"{partner.name} is {partner.stage.words} by now; look again.")
    return Proposed(partner, Stage(proposal["stage"]), " ".join(proposal["reasons"]))


def confirm_stage(
    session: Session, actor: Actor, snapshot_id: UUID | None, *, now: datetime
) -> Partner:
    """Move the partner to the stage its snapshot proposed, with the evidence as the reason."""
    found = proposed(session, actor, snapshot_id)
    return set_stage(session, found.partner, found.stage, actor=actor, now=now, reason=found.reason)


def _weighed(evidence: Evidence, today: date) -> HealthScore:
    return weigh(model(), inputs_of(evidence, measures_of(evidence, today)))


def _row(
    evidence: Evidence, scored: HealthScore, its: Limits, *, workspace_id: UUID, now: datetime
) -> Json:
    today, partner = now.date(), evidence.partner
    is_red = scored.band is HealthBand.RED
    proposal = propose(stage_evidence(evidence, today, is_red=is_red), limits=its)
    return {
        "id": new_id(),
        "workspace_id": workspace_id,
        "partner_id": uuid_of(partner.id),
        "taken_on": today,
        "score": scored.score,
        "band": scored.band.value,
        "explained": record(scored, proposal, stage_now=partner.stage.value),
        "taken_at": now,
    }


def _paper_days(evidence: Evidence, today: date) -> int | None:
    first_pipeline = today if evidence.partner.had_pipeline else None
    return paper_days(evidence.partner.signed_on, first_pipeline, today)


def _points(session: Session, partner: Partner, days: int, today: date) -> tuple[Point, ...]:
    """Return the partner's scores that far back, and a little farther for a missed day."""
    rows = health_history.history(
        session,
        workspace_id=partner.workspace_id,
        partner_ids=[partner.id],
        since=today - timedelta(days=days + MISSED_DAYS),
    )
    return tuple(Point(row.taken_on, row.score) for row in rows)


def _at_least(points: Sequence[Point], today: date, days: int) -> Point | None:
    """Return the newest point that is at least ``days`` old."""
    then = today - timedelta(days=days)
    return next((point for point in reversed(points) if point.on <= then), None)
