"""Telling a partner's owner what the partner's people did."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import InsideDM, Intent, post_internal, post_shared
from bot.flows.actors import Actor
from bot.flows.nudges.receivers import load
from messages.audience import InternalMessage, Message
from storage.columns import new_id
from storage.partners import Partner


def tell_owner(  # noqa: PLR0913 - what, to whom, by whom, when and why
    session: Session,
    partner: Partner,
    message: Message,
    *,
    actor: Actor,
    now: datetime,
    rule: str,
    why: str,
    subject: tuple[str, UUID],
    instead: UUID | None = None,
    once: bool = False,
) -> None:
    """Tell our owner by direct message, in their hours; not whoever did it themselves.

    ``instead`` is told where the owner cannot be; ``once`` is not said of the subject again.
    """
    people = load(session, workspace_id=partner.workspace_id)
    owner = people.reach(partner.owner_id, instead)
    if owner is None or owner.id == actor.person_id:
        return
    key = f"{rule}|{subject[1]}"
    intent = Intent(
        workspace_id=partner.workspace_id,
        key=key if once else f"{key}|{new_id()}",
        rule=rule,
        why=why,
        now=now,
        due_at=people.next_open(now, owner.id),
        subject=subject,
    )
    if isinstance(message, InternalMessage):
        post_internal(session, message, InsideDM(owner.id), intent=intent)
    else:
        post_shared(session, message, InsideDM(owner.id), intent=intent)
