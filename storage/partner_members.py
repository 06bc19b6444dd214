"""Who of our people works with a partner; nobody named: all of them do."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, bindparam, col, select

from storage.columns import Scoped


class PartnerMember(Scoped, table=True):
    """One of our people, named for a partner; its owner and sponsor need not be."""

    __table_args__ = (UniqueConstraint("workspace_id", "partner_id", "person_id"),)

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")


_OF_PARTNER = (  # built once: whatever changes a partner's ledger asks for it
    select(PartnerMember)
    .where(
        col(PartnerMember.workspace_id) == bindparam("workspace_id"),
        col(PartnerMember.partner_id) == bindparam("partner_id"),
    )
    .order_by(col(PartnerMember.id))
)


def of_partner(session: Session, *, workspace_id: UUID, partner_id: UUID) -> list[UUID]:
    """Return the people named for a partner, the first named first."""
    asked = {"workspace_id": workspace_id, "partner_id": partner_id}
    return [row.person_id for row in session.exec(_OF_PARTNER, params=asked)]


def name(
    session: Session, *, workspace_id: UUID, partner_id: UUID, person_ids: Collection[UUID]
) -> None:
    """Let just these people be the ones named for a partner."""
    asked = {"workspace_id": workspace_id, "partner_id": partner_id}
    kept = {row.person_id: row for row in session.exec(_OF_PARTNER, params=asked)}
    for person_id, row in kept.items():
        if person_id not in person_ids:
            session.delete(row)
    for person_id in dict.fromkeys(person_ids):
        if person_id not in kept:
            session.add(PartnerMember(**asked, person_id=person_id))
    session.flush()
