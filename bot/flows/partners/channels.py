"""A partner's channels: linked, paused when they are no longer what they were, resumed."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from bot.delivery import pausing
from storage import audit, watched_channels
from storage.partners import Channel, ChannelKind, ChannelState
from storage.workspaces import Workspace

ARCHIVED = "The channel was archived."
DELETED = "The channel was deleted."
REMOVED = "The bot was removed from the channel."
SHARED = "The channel is shared with another company now."
GUEST = "Somebody joined the channel who is not one of us."


def find(session: Session, *, workspace_id: UUID, slack_channel_id: str) -> Channel | None:
    """Return the partner's channel with that Slack id, if it is linked."""
    return session.exec(
        select(Channel).where(
            col(Channel.workspace_id) == workspace_id,
            col(Channel.slack_channel_id) == slack_channel_id,
        )
    ).one_or_none()


def pause(
    session: Session, *, workspace_id: UUID, slack_channel_id: str, reason: str, now: datetime
) -> None:
    """Stop writing to the channel and tell its owner; a second pause adds nothing."""
    channel = find(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id)
    if channel is not None:
        pausing.pause(session, channel_id=channel.id, reason=reason, now=now)


def became_shared(
    session: Session, *, workspace_id: UUID, slack_channel_id: str, now: datetime
) -> None:
    """Pause a channel of ours that others can read now; one linked as shared goes on."""
    _opened(session, workspace_id, slack_channel_id, SHARED, now)


def joined_from_outside(
    session: Session, *, workspace_id: UUID, slack_channel_id: str, now: datetime
) -> None:
    """Pause a channel of ours that somebody joined who is not one of us."""
    _opened(session, workspace_id, slack_channel_id, GUEST, now)


def is_ours(session: Session, *, workspace_id: UUID, slack_channel_id: str) -> bool:
    """Say whether it is a channel of ours alone that the bot writes to."""
    channel = find(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id)
    return (
        channel is not None
        and channel.kind is ChannelKind.INTERNAL
        and channel.state is ChannelState.OPEN
    )


def look_next(session: Session, *, workspace_id: UUID) -> None:
    """Have the workspace's channels looked at by the next round of the watch."""
    watched_channels.look_next(session, workspace_id=workspace_id)


def rejoined(
    session: Session,
    *,
    workspace_id: UUID,
    slack_channel_id: str,
    slack_user_id: str,
    now: datetime,
) -> None:
    """Resume a channel the bot was removed from, when it is the bot who joined."""
    workspace = session.get(Workspace, workspace_id)
    channel = find(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id)
    if workspace is None or channel is None or workspace.bot_user_id != slack_user_id:
        return
    if channel.paused_reason == REMOVED:
        pausing.resume(session, channel_id=channel.id, now=now)


def renumber(session: Session, *, workspace_id: UUID, old: str, new: str, now: datetime) -> None:
    """Follow a channel whose Slack id changed, which happens when sharing starts."""
    channel = find(session, workspace_id=workspace_id, slack_channel_id=old)
    if channel is None:
        return
    if find(session, workspace_id=workspace_id, slack_channel_id=new) is not None:
        # Somebody tied the new id already: this row is of a channel that is no more.
        pausing.pause(session, channel_id=channel.id, reason=DELETED, now=now)
        return
    channel.slack_channel_id, channel.looked_at = new, None
    session.add(channel)
    audit.record(
        session,
        workspace_id=workspace_id,
        now=now,
        actor="slack",
        action="channel.renumbered",
        subject=("channel", channel.id),
        before={"slack_channel_id": old},
        after={"slack_channel_id": new},
    )


def _opened(
    session: Session, workspace_id: UUID, slack_channel_id: str, reason: str, now: datetime
) -> None:
    """Pause a channel of ours; one the bot was removed from does not go on by itself any more."""
    channel = find(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id)
    if channel is None or channel.kind is not ChannelKind.INTERNAL:
        return
    if not pausing.pause(session, channel_id=channel.id, reason=reason, now=now):
        channel.paused_reason = reason
        session.add(channel)
