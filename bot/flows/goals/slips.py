"""Slips: one message a partner a day about the numbers that fell behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.goals.judging import facts_of
from bot.flows.goals.slip_message import Told, post
from bot.flows.nudges.receivers import NOBODY, Receivers
from bot.rules.defaults import Limits
from bot.rules.nudging import may_nudge_person, same_fact_again, send_key
from bot.rules.pace import Judgement
from bot.rules.stages import Stage
from messages.internal import slip
from storage import nudges, partners
from storage.goal_sweep import SweptGoal
from storage.nudges import Nudge
from storage.partners import Partner
from storage.people import Person

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
    said = _said(session, slips, workspace_id, now)
    last = {(nudge.subject_id, nudge.rule): nudge.local_on for nudge in said}
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
            raised += _tell(session, partner, told, said, people=people, now=now)
    return raised


def why(partner: Partner, one: Slip) -> str:
    """Return the slip in one plain sentence."""
    said = slip.why(partner.name, facts_of(one.goal, one.judged))
    if one.rule != AGREE:
        return said
    return f"{said}; the partner has not agreed to the target, so it is to be agreed first"


def _said(
    session: Session, slips: Sequence[Slip], workspace_id: UUID, now: datetime
) -> Sequence[Nudge]:
    return nudges.about(
        session,
        workspace_id=workspace_id,
        subject_ids={one.goal.id for one in slips},
        since=now.date() - _LOOK_BACK,
    )


def _tell(
    session: Session,
    partner: Partner,
    slips: list[Slip],
    said: Sequence[Nudge],
    *,
    people: Receivers,
    now: datetime,
) -> int:
    found = [(one, people.reach(one.goal.owner_id, partner.owner_id)) for one in slips]
    # Who heard of it often enough reads it in the daily message only, once a week.
    waits = [(one, owner) for one, owner in found if _enough(one, owner, said, people.limits)]
    aloud = [pair for pair in found if pair not in waits]
    outbox_id, reason = _post(session, partner, aloud, people, now) if aloud else (None, None)
    silent = _silence(partner)
    rows = [_nudge(partner, one, owner, outbox_id, reason, people, now) for one, owner in aloud]
    rows += [_nudge(partner, one, owner, None, silent, people, now) for one, owner in waits]
    nudges.record(session, rows)
    return len(rows)


def _enough(one: Slip, owner: Person | None, said: Sequence[Nudge], limits: Limits) -> bool:
    """Say whether its owner was asked to agree the target as often as may be."""
    if one.rule != AGREE or owner is None:
        return False
    asked = sum(
        (old.subject_id, old.rule, old.recipient_id) == (one.goal.id, AGREE, owner.id)
        and old.acted_at is None
        for old in said
    )
    return not may_nudge_person(asked, limits=limits)


def _silence(partner: Partner) -> str | None:
    silent = _SILENT.get(partner.stage)
    return f"{partner.name} {silent}" if silent else None


def _post(
    session: Session,
    partner: Partner,
    found: Sequence[tuple[Slip, Person | None]],
    people: Receivers,
    now: datetime,
) -> tuple[UUID | None, str | None]:
    """Write the partner's message; return its id, or the reason why there is none."""
    silence = _silence(partner)
    if silence is not None:
        return None, silence
    told = Told(
        partner=partner,
        goals=[(one.goal, one.judged) for one, _ in found],
        owners=list(dict.fromkeys(owner.id for _, owner in found if owner)),
        why=". ".join(why(partner, one) for one, _ in found),
    )
    outbox_id = post(session, told, people=people, now=now)
    if outbox_id is not None:
        return outbox_id, None
    return None, f"no open channel is linked and {MUTED if told.owners else NOBODY}"


def _nudge(
    partner: Partner,
    one: Slip,
    owner: Person | None,
    outbox_id: UUID | None,
    reason: str | None,
    people: Receivers,
    now: datetime,
) -> Nudge:
    today = people.today(now, one.goal.owner_id, partner.owner_id)
    place = str(owner.id if owner else partner.id)
    return Nudge(
        workspace_id=partner.workspace_id,
        key=send_key(place, one.rule, str(one.goal.id), today),
        rule=one.rule,
        subject_kind="goal",
        subject_id=one.goal.id,
        recipient_id=owner.id if owner else None,
        local_on=today,
        outbox_id=outbox_id,
        skipped_reason=f"{why(partner, one)}; not sent: {reason}" if reason else None,
        created_at=now,
    )
