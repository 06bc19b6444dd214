"""Consents: which side agreed to be reminded in the shared channel, who said so, and when."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Session, col, select

from bot.rules.stages import SILENT_STAGES
from storage.columns import Scoped, words
from storage.partners import Channel, ChannelKind, ChannelState, Partner
from storage.people import Side


class Consent(Scoped, table=True):
    """One side's yes to reminders in the shared channel; it holds until it is withdrawn."""

    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    side: Side = Field(sa_type=words(Side))
    given_by: UUID = Field(foreign_key="person.id")
    given_at: datetime
    withdrawn_by: UUID | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = None


def holding(session: Session, *, workspace_id: UUID, partner_id: UUID) -> dict[Side, Consent]:
    """Return the consents that hold, by side."""
    statement = (
        select(Consent)
        .where(
            col(Consent.workspace_id) == workspace_id,
            col(Consent.partner_id) == partner_id,
            col(Consent.withdrawn_at).is_(None),
        )
        .order_by(col(Consent.id))
    )
    return {row.side: row for row in session.exec(statement)}


def of_both(session: Session, *, workspace_id: UUID) -> list[UUID]:
    """Return the partners at work, with an open shared channel, for whom both sides said yes."""
    ours, theirs = (
        select(Consent.partner_id).where(
            col(Consent.workspace_id) == workspace_id,
            col(Consent.side) == side,
            col(Consent.withdrawn_at).is_(None),
        )
        for side in (Side.OURS, Side.THEIRS)
    )
    statement = (
        select(Channel.partner_id)
        .join(Partner, col(Partner.id) == col(Channel.partner_id))
        .where(
            col(Partner.stage).not_in(SILENT_STAGES),
            col(Channel.workspace_id) == workspace_id,
            col(Channel.kind) == ChannelKind.SHARED,
            col(Channel.state) == ChannelState.OPEN,
            col(Channel.partner_id).in_(ours),
            col(Channel.partner_id).in_(theirs),
        )
        .distinct()
        .order_by(col(Channel.partner_id))
    )
    return list(session.exec(statement))
