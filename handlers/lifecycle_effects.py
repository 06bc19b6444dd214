"""What each event of Slack's own comes to: one effect, in the transaction that takes the event."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from bot.flows.partners import channels
from bot.flows.people.in_slack import weighed
from bot.flows.workspace import installations
from handlers.people import Tenant, person_of
from storage import people

Effect = Callable[[Session, Tenant, dict[str, Any], datetime], None]


def said_at(event: dict[str, Any]) -> datetime | None:
    """Return when Slack says it happened; None where it does not."""
    at = event.get("event_ts")
    return None if at is None else datetime.fromtimestamp(float(at), UTC)


def channel_of(event: dict[str, Any]) -> str:
    """Return the Slack id of the channel it is about; empty where it names none."""
    channel = event.get("channel") or {}
    return channel if isinstance(channel, str) else str(channel.get("id", ""))


def _user_changed(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> None:
    user = event["user"]
    known = people.of_slack_id(
        session, workspace_id=tenant.workspace_id, slack_user_id=str(user.get("id"))
    )
    if known is not None and known.is_internal and not _says_ours(tenant, user):
        channels.look_next(session, workspace_id=tenant.workspace_id)
    if known is not None:
        person_of(session, tenant, user, channel_id=None, now=now)


def _somebody_came(session: Session, tenant: Tenant, event: dict[str, Any], _now: datetime) -> None:
    """Have the channels looked at when it is a guest: an invitation puts them into some."""
    if not _says_ours(tenant, event["user"]):
        channels.look_next(session, workspace_id=tenant.workspace_id)


def _says_ours(tenant: Tenant, user: dict[str, Any]) -> bool:
    said = weighed(user, team_id=tenant.team_id, enterprise_id=tenant.enterprise_id)
    return said.is_internal


def _paused_because(reason: str) -> Effect:
    def effect(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> None:
        channels.pause(
            session,
            workspace_id=tenant.workspace_id,
            slack_channel_id=channel_of(event),
            reason=reason,
            now=now,
        )

    return effect


def _shared(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> None:
    channels.became_shared(
        session, workspace_id=tenant.workspace_id, slack_channel_id=channel_of(event), now=now
    )


def _id_changed(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> None:
    channels.renumber(
        session,
        workspace_id=tenant.workspace_id,
        old=event["old_channel_id"],
        new=event["new_channel_id"],
        now=now,
    )


def _bot_joined(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> None:
    channels.rejoined(
        session,
        workspace_id=tenant.workspace_id,
        slack_channel_id=channel_of(event),
        slack_user_id=str(event.get("user")),
        now=now,
    )


def _workspace_left(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> None:
    installations.leave(
        session,
        workspace_id=tenant.workspace_id,
        reason=event["type"],
        said_at=said_at(event),
        now=now,
    )


def _tokens_revoked(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> None:
    if (event.get("tokens") or {}).get("bot", ["not said"]):  # those of people are not ours
        _workspace_left(session, tenant, event, now)


_ARCHIVED = _paused_because(channels.ARCHIVED)
_DELETED = _paused_because(channels.DELETED)
_REMOVED = _paused_because(channels.REMOVED)


def _nothing(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> None:
    """Do nothing, and let nothing older have an effect."""


EFFECTS: dict[str, Effect] = {
    "user_change": _user_changed,
    "team_join": _somebody_came,
    "channel_archive": _ARCHIVED,
    "group_archive": _ARCHIVED,
    "channel_unarchive": _nothing,  # who owns the channel resumes it
    "group_unarchive": _nothing,
    "channel_deleted": _DELETED,
    "group_deleted": _DELETED,
    "channel_left": _REMOVED,
    "group_left": _REMOVED,
    "channel_shared": _shared,
    "channel_unshared": _nothing,  # it stays paused until somebody consents
    "channel_id_changed": _id_changed,  # and it is looked at next: it may be shared now
    "member_joined_channel": _bot_joined,
    "app_uninstalled": _workspace_left,
    "tokens_revoked": _tokens_revoked,
}
