"""What Slack itself tells us: people and channels that changed, workspaces that left.

Bolt answers an event before its listener runs, so each effect is written, with the event's
id, in one transaction: the same event twice has one effect. Events come in any order: what is
older than the newest known of its kind about a person or channel has none.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_sdk import WebClient
from sqlmodel import Session

from bot.delivery.people import People
from bot.flows.partners import channels
from bot.flows.people.in_slack import weighed
from bot.flows.workspace import installations
from handlers import joining
from handlers.people import Directory, Tenant, person_of
from storage import events, people
from storage.database import Database
from storage.undone import anew
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

Effect = Callable[[Session, Tenant, dict[str, Any], datetime], None]


@dataclass(frozen=True)
class Lifecycle:
    """Takes the events no person sends us on purpose."""

    database: Database
    directory: Directory
    people: People

    def take(self, body: dict[str, Any], *, now: datetime, slack: WebClient | None = None) -> None:
        """Give the event its effect, once. With ``slack`` whoever joins a channel is looked up."""
        event = body["event"]
        effect = EFFECTS.get(event.get("type", ""))
        if effect is None:
            return
        tenant = self.directory.tenant_of(body)
        fresh = anew(lambda: self._take(body, effect, tenant, now))
        if event["type"] in {"user_change", "team_join"}:
            self.directory.forget(event["user"]["id"])
            self.people.forget(event["user"]["id"])
        if fresh and event["type"] == "member_joined_channel":
            joining.look_who_joined(
                self.database.within(tenant.workspace_id),
                self.people,
                slack,
                workspace_id=tenant.workspace_id,
                slack_channel_id=_channel(event),
                slack_user_id=str(event.get("user")),
                now=now,
            )

    def _take(self, body: dict[str, Any], effect: Effect, tenant: Tenant, now: datetime) -> bool:
        """Give the event its effect; return whether it was not taken before."""
        event = body["event"]
        with self.database.within(tenant.workspace_id).transaction() as session:
            fresh = events.take(
                session,
                workspace_id=tenant.workspace_id,
                event_id=str(body.get("event_id")),
                kind=event["type"],
                now=now,
            )
            if fresh and _is_newest(session, tenant, event, now):
                effect(session, tenant, event, now)
        return fresh


def _is_newest(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> bool:
    """Say whether nothing newer of its kind is known of whom or what the event is about."""
    about = _about(session, tenant, event)
    if about is None:
        return True
    at = min(_said_at(event) or now, now)
    return events.is_newest(session, workspace_id=tenant.workspace_id, about=about, at=at)


def _about(session: Session, tenant: Tenant, event: dict[str, Any]) -> str | None:
    """Name what an event says of which person or channel; None where each counts."""
    kind = event["type"]
    if kind == "user_change":
        return f"user:{event['user'].get('id')}"
    if kind == "member_joined_channel":
        workspace = session.get_one(Workspace, tenant.workspace_id)
        if event.get("user") != workspace.bot_user_id:
            return None
    return f"{ASPECTS[kind]}:{_channel(event)}" if kind in ASPECTS else None


def _said_at(event: dict[str, Any]) -> datetime | None:
    said_at = event.get("event_ts")
    return None if said_at is None else datetime.fromtimestamp(float(said_at), UTC)


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


def _channel(event: dict[str, Any]) -> str:
    channel = event.get("channel") or {}
    return channel if isinstance(channel, str) else str(channel.get("id", ""))


def _paused_because(reason: str) -> Effect:
    def effect(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> None:
        channels.pause(
            session,
            workspace_id=tenant.workspace_id,
            slack_channel_id=_channel(event),
            reason=reason,
            now=now,
        )

    return effect


def _shared(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> None:
    channels.became_shared(
        session, workspace_id=tenant.workspace_id, slack_channel_id=_channel(event), now=now
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
        slack_channel_id=_channel(event),
        slack_user_id=str(event.get("user")),
        now=now,
    )


def _workspace_left(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> None:
    installations.leave(
        session,
        workspace_id=tenant.workspace_id,
        reason=event["type"],
        said_at=_said_at(event),
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
ASPECTS = {
    "channel_archive": "archive",
    "group_archive": "archive",
    "channel_unarchive": "archive",
    "group_unarchive": "archive",
    "channel_left": "membership",
    "group_left": "membership",
    "member_joined_channel": "membership",
    "channel_shared": "sharing",
    "channel_unshared": "sharing",
}
