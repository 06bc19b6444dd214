"""Channels that the bot must leave alone for now, and who is told of it, once."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import InsideDM, Intent, post_internal
from messages.internal.channels import PausedChannel, channel_paused
from storage import audit, sending
from storage.partners import Channel, ChannelKind, ChannelState, Partner
from storage.stewards import steward

GONE = "The channel is gone, or I'm not in it."


def pause(session: Session, *, channel_id: UUID, reason: str, now: datetime) -> bool:
    """Stop writing to a channel: what waits for it is held, and its owner is told once.

    ``reason`` is one sentence. Returns False, and tells nobody, when it was paused before.
    """
    channel = session.get_one(Channel, channel_id)
    sending.hold(session, channel_id=channel_id, reason=reason)
    if channel.state is ChannelState.PAUSED:
        return False
    channel.state, channel.paused_reason, channel.paused_at = ChannelState.PAUSED, reason, now
    session.add(channel)
    _note(session, channel, "channel.paused", reason, now)
    tell_paused(session, channel, now=now)
    return True


def resume(session: Session, *, channel_id: UUID, now: datetime, by: str = "bot") -> bool:
    """Write to a channel again, beginning with what was held; each is checked anew when sent.

    ``by`` is how the trail names who let it. Returns False when it was not paused.
    """
    channel = session.get_one(Channel, channel_id)
    if channel.state is ChannelState.OPEN:
        return False
    reason = channel.paused_reason
    channel.state, channel.paused_reason, channel.paused_at = ChannelState.OPEN, None, None
    session.add(channel)
    _note(session, channel, "channel.resumed", reason, now, by)
    session.flush()
    sending.release(session, workspace_id=channel.workspace_id)
    return True


def tell_paused(session: Session, channel: Channel, *, now: datetime) -> None:
    """Tell who takes care of the partner that its channel is paused; once for each pause."""
    partner = session.get_one(Partner, channel.partner_id)
    told = steward(session, workspace_id=channel.workspace_id, partner_id=partner.id)
    if told is not None:
        intent = Intent(
            workspace_id=channel.workspace_id,
            key=f"paused:{channel.id}:{channel.paused_at}",
            rule="channel_paused",
            why=f"{partner.name}'s channel can't be written to.",
            now=now,
            subject=("channel", channel.id),
            urgent=True,
        )
        message = channel_paused(paused_channel(channel, partner.name))
        post_internal(session, message, InsideDM(told.id), intent=intent)


def paused_channel(channel: Channel, partner: str) -> PausedChannel:
    """Return what is said of a channel, paused or open again."""
    return PausedChannel(
        id=channel.id,
        slack_id=channel.slack_channel_id,
        partner=partner,
        was_ours=channel.kind is ChannelKind.INTERNAL,
        is_paused=channel.state is ChannelState.PAUSED,
        reason=channel.paused_reason or "",
        since=channel.paused_at,
    )


def _note(
    session: Session,
    channel: Channel,
    action: str,
    reason: str | None,
    now: datetime,
    by: str = "bot",
) -> None:
    audit.record(
        session,
        workspace_id=channel.workspace_id,
        now=now,
        actor=by,
        action=action,
        subject=("channel", channel.id),
        after={"reason": reason},
    )
