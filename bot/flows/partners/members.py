"""Who of our people works with a partner: named by its owner or an admin; nobody means all."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import owner_only
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from messages.internal.partner_settings import MEMBERS
from storage import audit, partner_members
from storage.partners import Partner
from storage.people import Person


def name(
    session: Session, partner: Partner, chosen: Sequence[Person], *, actor: Actor, now: datetime
) -> None:
    """Let just these people, the partner's owner and sponsor, and admins change its ledger.

    With none chosen all of ours do. What is the same as before leaves no trace. Raises Refusal,
    with nothing changed, for who may not name people, and for one who cannot be named.
    """
    owner_only(actor, partner)
    for person in chosen:
        _check(person)
    scope = {"workspace_id": partner.workspace_id, "partner_id": partner.id}
    before, after = partner_members.of_partner(session, **scope), [one.id for one in chosen]
    partner_members.name(session, **scope, person_ids=after)
    for person_id in dict.fromkeys([*before, *after]):
        if (person_id in before) is not (person_id in after):
            _record(session, partner, person_id, actor, now, is_named=person_id in after)


def _check(person: Person) -> None:
    if not person.is_internal:
        raise Refusal(f"{person.name} is not one of our own people.", block_id=MEMBERS)
    if person.only_looks:
        raise Refusal(
            f"{person.name} only looks, as an admin chose. Let them act first.", block_id=MEMBERS
        )


def _record(
    session: Session,
    partner: Partner,
    person_id: UUID,
    actor: Actor,
    now: datetime,
    *,
    is_named: bool,
) -> None:
    named, nobody = {"member": str(person_id)}, {"member": None}
    audit.record(
        session,
        workspace_id=partner.workspace_id,
        now=now,
        actor=actor.label,
        action="partner.member_named" if is_named else "partner.member_left_out",
        subject=("partner", partner.id),
        before=nobody if is_named else named,
        after=named if is_named else nobody,
    )
