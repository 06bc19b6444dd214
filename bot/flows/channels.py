"""A partner's channels: linked, paused when they are no longer what they were, resumed."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from bot.flows.actors import By, System
from storage import audit
from storage.partners import Channel, ChannelKind, ChannelState
from storage.workspaces import Workspace

_SLACK = System("slack")


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
    """Stop writing to the channel, if it is one of ours alone or gone; a second pause adds nothing.

    A channel linked as shared goes on when it is shared: that is what it is for.
    """
    channel = find(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id)
    if channel is None or channel.state is ChannelState.PAUSED:
        return
    if "shared" in reason and channel.kind is ChannelKind.SHARED:
        return
    channel.state, channel.paused_reason, channel.paused_at = ChannelState.PAUSED, reason, now
    _record(session, channel, "channel.paused", by=_SLACK, now=now, after={"reason": reason})


def resume(session: Session, channel: Channel, *, by: By, now: datetime) -> None:
    """Write to the channel again; each write still looks at it first."""
    if channel.state is ChannelState.OPEN:
        return
    channel.state, channel.paused_reason, channel.paused_at = ChannelState.OPEN, None, None
    _record(session, channel, "channel.resumed", by=by, now=now)


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
    if channel.paused_reason == "I was removed from it":
        resume(session, channel, by=_SLACK, now=now)


def renumber(session: Session, *, workspace_id: UUID, old: str, new: str, now: datetime) -> None:
    """Follow a channel whose Slack id changed, which happens when sharing starts."""
    channel = find(session, workspace_id=workspace_id, slack_channel_id=old)
    if channel is not None:
        channel.slack_channel_id = new
        _record(session, channel, "channel.renumbered", by=_SLACK, now=now)


def _record(
    session: Session,
    channel: Channel,
    action: str,
    *,
    by: By,
    now: datetime,
    after: dict[str, str] | None = None,
) -> None:
    session.add(channel)
    audit.record(
        session,
        workspace_id=channel.workspace_id,
        now=now,
        actor=by.label,
        action=action,
        subject=("channel", channel.id),
        after=after,
    )
