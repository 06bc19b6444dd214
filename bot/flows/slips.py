"""Slips: one message a partner a day about the numbers that fell behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.judging import facts_of
from bot.flows.receivers import NOBODY, Receivers
from bot.flows.slip_message import Told, post
from bot.rules.nudging import same_fact_again, send_key
from bot.rules.pace import Judgement
from bot.rules.stages import Stage
from messages.internal import slip
from storage import nudges, partners
from storage.goal_sweep import SweptGoal
from storage.nudges import Nudge
from storage.partners import Partner

RULE = "slip"
AGREE = "agree"
_SILENT = {Stage.DORMANT: "is dormant", Stage.ENDED: "has ended"}
MUTED = "its owner does not want to hear of numbers now"
_LOOK_BACK = timedelta(days=90)  # the longest time a workspace can keep a fact back for


@dataclass(frozen=True, slots=True)
class Slip:
    """A goal that is to be spoken of; ``again`` when somebody's snooze of it ended."""

    goal: SweptGoal
    judged: Judgement
    again: bool = False

    @property
    def rule(self) -> str:
        """The nudge's rule: each band is a fact of its own, and so is an open agreement."""
        agreed = self.goal.agreed_theirs_on is not None
        return f"{RULE}_{self.judged.band}" if agreed else AGREE


def raise_slips(
    session: Session,
    slips: Sequence[Slip],
    *,
    people: Receivers,
    workspace_id: UUID,
    now: datetime,
) -> int:
    """Write one message for each partner about its slips; return how many nudges arose.

    A fact that was said within a week is not said again. What cannot be said to anybody is
    kept as a nudge with the reason.
    """
    if not slips:
        return 0
    last = _last_said(session, slips, workspace_id, now)
    by_partner: dict[UUID, list[Slip]] = {}
    for one in slips:
        today = people.today(now, one.goal.owner_id)
        if one.again or same_fact_again(
            last.get((one.goal.id, one.rule)), today, limits=people.limits
        ):
            by_partner.setdefault(one.goal.partner_id, []).append(one)
    raised = 0
    for partner_id, told in by_partner.items():
        partner = partners.of_id(session, workspace_id=workspace_id, partner_id=partner_id)
        if partner is not None:
            raised += _tell(session, partner, told, people=people, now=now)
    return raised


def why(partner: Partner, one: Slip) -> str:
    """Return the slip in one plain sentence."""
    said = slip.why(partner.name, facts_of(one.goal, one.judged))
    if one.rule != AGREE:
        return said
    return f"{said}; the partner has not agreed to the target, so it is to be agreed first"


def _last_said(
    session: Session, slips: Sequence[Slip], workspace_id: UUID, now: datetime
) -> Mapping[tuple[UUID, str], date]:
    said = nudges.about(
        session,
        workspace_id=workspace_id,
        subject_ids={one.goal.id for one in slips},
        since=now.date() - _LOOK_BACK,
    )
    return {(nudge.subject_id, nudge.rule): nudge.local_on for nudge in said}


def _tell(
    session: Session, partner: Partner, slips: list[Slip], *, people: Receivers, now: datetime
) -> int:
    owners = [people.reach(one.goal.owner_id, partner.owner_id) for one in slips]
    sentences = [why(partner, one) for one in slips]
    told = Told(
        partner=partner,
        goals=[(one.goal, one.judged) for one in slips],
        owners=list(dict.fromkeys(owner.id for owner in owners if owner)),
        why=". ".join(sentences),
    )
    silent = _SILENT.get(partner.stage)
    outbox_id = None if silent else post(session, told, people=people, now=now)
    reason = None
    if outbox_id is None:
        unheard = MUTED if told.owners else NOBODY
        reason = (
            f"{partner.name} {silent}" if silent else f"no open channel is linked and {unheard}"
        )
    rows = []
    for one, owner, sentence in zip(slips, owners, sentences, strict=True):
        today = people.today(now, one.goal.owner_id, partner.owner_id)
        rows.append(
            Nudge(
                workspace_id=partner.workspace_id,
                key=send_key(
                    str(owner.id if owner else partner.id), one.rule, str(one.goal.id), today
                ),
                rule=one.rule,
                subject_kind="goal",
                subject_id=one.goal.id,
                recipient_id=owner.id if owner else None,
                local_on=today,
                outbox_id=outbox_id,
                skipped_reason=f"{sentence}; not sent: {reason}" if reason else None,
                created_at=now,
            )
        )
    nudges.record(session, rows)
    return len(rows)
