"""Handing a promise or a number to somebody else: who asked stops asking, the new owner hears."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import InsideDM, Intent, post_shared
from bot.flows import ledger_facts
from bot.flows.access import partner_for
from bot.flows.actors import Actor
from bot.flows.commitments.change import Change, Changing
from bot.flows.errors import NotAllowed, Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.people.identity import calendar_of
from bot.flows.workspace import limits
from bot.rules.policy import Who
from messages.audience import SharedMessage
from messages.render import Safe, render
from messages.shared.commitment_card import card
from messages.shared.handover import number_card
from storage.columns import new_id
from storage.commitments import Commitment
from storage.goals import Goal
from storage.people import Person, Side

RULE: Final = "handed_to_you"
ACTION: Final = "reassigned"
NOT_YOURS = "Only its owner, the partner's owner or an admin can hand it to somebody else."


def commitment(
    session: Session,
    row: Commitment,
    to: Person,
    *,
    actor: Actor,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Change:
    """Give a promise another owner of the same side; its ladder begins anew with them.

    Open nudges about it end and say so. Raises Refusal for who may not, and whom it cannot go to.
    """
    changing = Changing(session, row, actor, now, clicked)
    changing.refuse_closed()
    _check_right(session, actor, row.partner_id, row.owner_id)
    _check_receiver(to, row.side, row)
    row.owner_id, row.snoozed_until, row.snoozes = to.id, None, 0
    change = changing.finish(ACTION, to=to.name)
    if to.side is Side.OURS and to.id != actor.person_id:
        [facts] = ledger_facts.promises(session, [row], workspace_id=row.workspace_id, now=now)
        lead = render("handed_to_you", who=actor.name)
        _tell(session, to, card(facts, lead=lead), ("commitment", row), actor=actor, now=now)
    return change


def goal(
    session: Session,
    row: Goal,
    to: Person,
    *,
    actor: Actor,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Safe:
    """Give a number another owner of ours; return the sentence that says so."""
    goals.refuse_closed(row)
    _check_right(session, actor, row.partner_id, row.owner_id)
    _check_receiver(to, Side.OURS, row)
    before = {"owner": str(row.owner_id) if row.owner_id else None}
    row.owner_id, row.unanswered_asks = to.id, 0
    session.add(row)
    goals.record(
        session, row, actor, now, "goal.reassigned", before=before, after={"owner": str(to.id)}
    )
    outcome = render("goal_reassigned", who=actor.name, metric=row.metric, to=to.name)
    goals.settle(session, row, outcome, actor=actor, now=now, action=ACTION, clicked=clicked)
    if to.id != actor.person_id:
        [facts] = ledger_facts.goals(session, [row], workspace_id=row.workspace_id, now=now)
        message = number_card(facts, lead=render("handed_to_you", who=actor.name))
        _tell(session, to, message, ("goal", row), actor=actor, now=now)
    return outcome


def _check_right(session: Session, actor: Actor, partner_id: UUID, owner_id: UUID | None) -> None:
    try:
        partner_for(session, actor, partner_id, item_owner_id=owner_id, who=Who.ITEM_OWNER)
    except NotAllowed as anothers:
        raise NotAllowed(NOT_YOURS) from anothers


def _check_receiver(to: Person, side: Side, row: Commitment | Goal) -> None:
    if to.workspace_id != row.workspace_id or not to.is_active:
        raise Refusal("Choose a person who is here.", block_id="owner")
    if to.id == row.owner_id:
        raise Refusal(f"{to.name} has it already.", block_id="owner")
    if to.side is not side or (side is Side.OURS and not to.is_internal):
        whose = "one of our own people" if side is Side.OURS else "one of the partner's people"
        raise Refusal(f"Choose {whose}: it was promised by that side.", block_id="owner")
    if side is Side.THEIRS and to.partner_id != row.partner_id:
        raise Refusal("Choose one of this partner's people.", block_id="owner")


def _tell(
    session: Session,
    to: Person,
    message: SharedMessage,
    subject: tuple[str, Commitment | Goal],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    its = limits.of(session, to.workspace_id)
    intent = Intent(
        workspace_id=to.workspace_id,
        key=f"{RULE}|{subject[1].id}|{new_id()}",
        rule=RULE,
        why=f"{actor.name} handed it to {to.name}.",
        now=now,
        due_at=calendar_of(to).next_open(now, its.day_closes, its.day_opens),
        subject=(subject[0], subject[1].id),
    )
    post_shared(session, message, InsideDM(to.id), intent=intent)
