"""A partner's channels: linked, paused when they are no longer what they were, resumed."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from bot.delivery import pausing
from storage import audit
from storage.partners import Channel, ChannelKind
from storage.workspaces import Workspace

ARCHIVED = "The channel was archived."
DELETED = "The channel was deleted."
REMOVED = "The bot was removed from the channel."
SHARED = "The channel is shared with another company now."


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
    channel = find(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id)
    if channel is not None and channel.kind is ChannelKind.INTERNAL:
        pausing.pause(session, channel_id=channel.id, reason=SHARED, now=now)


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
    channel.slack_channel_id = new
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
