"""A parked partner wakes: on its day, or with the first touch or deal since it was parked."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import System
from bot.flows.health.evidence import gather
from bot.flows.health.inputs import stage_evidence
from bot.flows.nudges import receivers
from bot.flows.nudges.receivers import NOBODY, Receivers
from bot.flows.partners.awake import AWAKE
from bot.flows.partners.stages import set_stage
from bot.rules.nudging import send_key
from bot.rules.stages import Proposal, Stage, propose
from storage import holding, nudges, partners
from storage.nudges import Nudge
from storage.partners import Partner

BOT = System("bot")


def wake(session: Session, *, workspace_id: UUID, partner_id: UUID, now: datetime) -> bool:
    """Move a parked partner whose time has come to the stage its record speaks for.

    Whoever parked it until a day, or until something happens, has confirmed that already. Its
    owner is told once. Says whether it was woken.
    """
    holding.partner(session, workspace_id=workspace_id, partner_id=partner_id)
    partner = partners.of_id(session, workspace_id=workspace_id, partner_id=partner_id)
    if partner is None:
        return False
    people = receivers.load(session, workspace_id=workspace_id)
    proposal = _proposal(session, partner, people, now)
    if partner.stage is not Stage.DORMANT or proposal is None:
        return False
    why = " ".join(proposal.reasons)
    set_stage(session, partner, proposal.stage, actor=BOT, now=now, reason=why)
    nudges.record(session, [_news(partner, people, now)])
    return True


def _proposal(
    session: Session, partner: Partner, people: Receivers, now: datetime
) -> Proposal | None:
    """Return what the rules say of a parked partner, on its owner's day."""
    today = people.today(now, partner.owner_id)
    [evidence] = gather(
        session, workspace_id=partner.workspace_id, partner_ids=[partner.id], today=today
    )
    # Health was not looked at while it slept: nobody can say that it is red.
    return propose(stage_evidence(evidence, today, is_red=False), limits=people.limits)


def _news(partner: Partner, people: Receivers, now: datetime) -> Nudge:
    owner = people.reach(partner.owner_id)
    today = people.today(now, partner.owner_id)
    return Nudge(
        workspace_id=partner.workspace_id,
        key=send_key(str(owner.id if owner else partner.id), AWAKE, str(partner.id), today),
        rule=AWAKE,
        subject_kind="partner",
        subject_id=partner.id,
        recipient_id=owner.id if owner else None,
        local_on=today,
        skipped_reason=None if owner else NOBODY,
        created_at=now,
    )
